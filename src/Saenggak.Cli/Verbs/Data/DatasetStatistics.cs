using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Grading;
using Saenggak.Text.Chat;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Lengths and language of one part of the rows.</summary>
/// <param name="Count">Texts measured.</param>
/// <param name="MeanChars">Mean length in characters.</param>
/// <param name="MedianChars">Median length in characters.</param>
/// <param name="MaxChars">Longest, in characters.</param>
/// <param name="KoreanShare">Mean share of Korean among the letters of prose; texts without letters do not count.</param>
internal readonly record struct TextStatistics(int Count, double MeanChars, int MedianChars, int MaxChars, double KoreanShare);

/// <summary>What a dataset holds.</summary>
internal sealed class DatasetStatistics
{
    // Free columns with few values that tell a dataset's make-up.
    private static readonly string[] CountedColumns = ["source", "family", "register", "step_count", "teacher", "kind", "twin", "dropped_by", "dropped_why"];

    private readonly SortedDictionary<string, long> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _columns = [];

    /// <summary>All rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows by form.</summary>
    public IReadOnlyDictionary<string, long> Forms => _forms;

    /// <summary>What users ask.</summary>
    public TextStatistics Questions { get; private set; }

    /// <summary>What assistants and teachers say; count 0 where rows have only answers.</summary>
    public TextStatistics Responses { get; private set; }

    /// <summary>Rows by value of well-known columns.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Columns => _columns;

    /// <summary>Reads a dataset once.</summary>
    /// <exception cref="Saenggak.Text.InputException">Missing or empty file, or a row of no known form.</exception>
    public static DatasetStatistics Of(string path, CancellationToken cancellation = default)
    {
        var statistics = new DatasetStatistics();
        TextSums questions = new(), responses = new();
        foreach (JsonLine line in JsonLines.Read(path))
        {
            cancellation.ThrowIfCancellationRequested();
            statistics.Rows++;
            statistics.Add(line, questions, responses);
        }
        (statistics.Questions, statistics.Responses) = (questions.ToStatistics(), responses.ToStatistics());
        return statistics;
    }

    private void Add(JsonLine line, TextSums questions, TextSums responses)
    {
        (string form, IEnumerable<ChatMessage> turns) = Row.Parse(line) switch
        {
            ChatRow chat => ("conversations", chat.Messages),
            PreferenceRow pair => ("preference pairs", pair.Prompt.Concat(pair.Chosen).Concat(pair.Rejected)),
            ProblemRow problem => ("problems", problem.Prompt),
            var other => (other.GetType().Name, []),
        };
        // A raw trace is a problem with what a teacher wrote.
        if (line.Row["response"] is JsonValue value && value.TryGetValue(out string? response))
        {
            form = "raw traces";
            responses.Add(response);
        }
        Count(_forms, form);
        foreach (ChatMessage turn in turns)
        {
            if (turn.Content is null) continue;
            if (turn.Role == "user") questions.Add(turn.Content);
            else if (turn.Role == "assistant") responses.Add($"{turn.ReasoningContent}{turn.Content}");
        }
        foreach (string column in CountedColumns)
        {
            if (line.Row[column] is not JsonValue counted) continue;
            if (!_columns.TryGetValue(column, out IReadOnlyDictionary<string, long>? counts)) _columns[column] = counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
            Count((SortedDictionary<string, long>)counts, counted.ToString());
        }
    }

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private sealed class TextSums
    {
        private readonly List<int> _lengths = [];
        private double _korean;
        private int _withLetters;

        public void Add(string text)
        {
            _lengths.Add(text.Length);
            if (LanguageConsistency.Score(text) is not { } score) return;
            _korean += score.Share;
            _withLetters++;
        }

        public TextStatistics ToStatistics()
        {
            if (_lengths.Count == 0) return default;
            _lengths.Sort();
            double korean = _withLetters == 0 ? 0 : _korean / _withLetters;
            return new TextStatistics(_lengths.Count, _lengths.Average(), _lengths[_lengths.Count / 2], _lengths[^1], korean);
        }
    }
}

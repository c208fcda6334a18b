using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Data.Cleaning;
using Saenggak.Data.Problems;
using Saenggak.Text.Chat;

namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>What a dataset holds.</summary>
internal sealed class DatasetStatistics
{
    private const int SampleCount = 8, MaxValues = 2000;

    /// <summary>The value under which those beyond the first many are counted.</summary>
    public const string OtherValues = "(others)";

    // Free columns with few values that tell a dataset's make-up, and what they hold.
    private static readonly string[] CountedColumns =
    [
        "category", "source", "language", "licence", "license", "format", "family", "register", "step_count", "teacher", "kind", "twin", "dropped_by", "dropped_why",
    ];

    private readonly SortedDictionary<string, long> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _columns = [];
    private readonly SortedList<(ulong, long), JsonObject> _samples = [];
    private readonly TextSums _documents = new(), _questions = new(), _responses = new();

    /// <summary>All rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows by form.</summary>
    public IReadOnlyDictionary<string, long> Forms => _forms;

    /// <summary>Texts of documents; count 0 where rows are for training.</summary>
    public TextStatistics Documents { get; private set; } = TextStatistics.None;

    /// <summary>What users ask.</summary>
    public TextStatistics Questions { get; private set; } = TextStatistics.None;

    /// <summary>What assistants and teachers say; count 0 where rows have only answers.</summary>
    public TextStatistics Responses { get; private set; } = TextStatistics.None;

    /// <summary>Rows by value of well-known columns, and of labels under «label: name».</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Columns => _columns;

    /// <summary>A column as people read it: of labels that count words, what they count.</summary>
    public static string Caption(string column) => WordLabel(column) is { } label ? $"{label}: words found" : column.Replace('_', ' ');

    /// <summary>A column's value as people read it.</summary>
    public static string Say(string column, string value) =>
        value.Length == 0 ? "(empty)" : WordLabel(column) is null || value == OtherValues ? value : value == "1" ? "1 word" : $"{value} words";

    private static string? WordLabel(string column) => CleaningSteps.WordLabels.FirstOrDefault(label => column == Label(label));

    private static string Label(string name) => $"label: {name}";

    /// <summary>Rows whose ids hash lowest, so that any row is as likely as any other, and their order in the files changes nothing.</summary>
    public IReadOnlyCollection<JsonObject> Samples => [.. _samples.Values];

    /// <summary>Reads a dataset once.</summary>
    /// <exception cref="Saenggak.Text.InputException">Missing or empty file, or a row of no known form.</exception>
    public static DatasetStatistics Of(IEnumerable<string> files, CancellationToken cancellation = default)
    {
        var statistics = new DatasetStatistics();
        // A shard of which nothing was left is no mistake; a dataset without rows is.
        var options = new JsonLinesOptions { AllowEmpty = true };
        foreach (JsonLine line in files.SelectMany(file => JsonLines.Read(file, options)))
        {
            cancellation.ThrowIfCancellationRequested();
            statistics.Rows++;
            statistics.Add(line);
        }
        (statistics.Documents, statistics.Questions, statistics.Responses) = (statistics._documents.ToStatistics(), statistics._questions.ToStatistics(), statistics._responses.ToStatistics());
        return statistics;
    }

    private void Add(JsonLine line)
    {
        if (IsDocument(line.Row))
        {
            Count(_forms, "documents");
            _documents.Add(line.Row["text"]!.GetValue<string>());
        }
        else
        {
            AddTraining(line);
        }
        foreach (string column in CountedColumns)
        {
            if (line.Row[column] is JsonValue counted) CountValue(column, counted.ToString());
        }
        foreach ((string label, JsonNode? value) in line.Row["labels"] as JsonObject ?? [])
        {
            if (value is JsonValue) CountValue(Label(label), value.ToString());
        }
        KeepSample(line);
    }

    private static bool IsDocument(JsonObject row) =>
        row["text"] is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String && !row.ContainsKey("messages") && !row.ContainsKey("prompt");

    private void AddTraining(JsonLine line)
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
            _responses.Add(response);
        }
        Count(_forms, form);
        foreach (ChatMessage turn in turns)
        {
            if (turn.Content is null) continue;
            if (turn.Role == "user") _questions.Add(turn.Content);
            else if (turn.Role == "assistant") _responses.Add($"{turn.ReasoningContent}{turn.Content}");
        }
    }

    private void CountValue(string column, string value)
    {
        if (!_columns.TryGetValue(column, out IReadOnlyDictionary<string, long>? counts)) _columns[column] = counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var values = (SortedDictionary<string, long>)counts;
        Count(values, values.Count < MaxValues || values.ContainsKey(value) ? value : OtherValues);
    }

    private void KeepSample(JsonLine line)
    {
        ulong hash = SplitMix64.Hash(line.Row["id"]?.ToString() ?? line.Where);
        if (_samples.Count == SampleCount && hash >= _samples.GetKeyAtIndex(SampleCount - 1).Item1) return;
        _samples[(hash, Rows)] = line.Row;
        if (_samples.Count > SampleCount) _samples.RemoveAt(SampleCount);
    }

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}

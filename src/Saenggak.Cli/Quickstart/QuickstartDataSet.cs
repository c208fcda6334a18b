using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Distillation.Traces;

namespace Saenggak.Cli.Quickstart;

/// <summary>Where the prepared data lies.</summary>
internal sealed record QuickstartDataSet
{
    /// <summary>Conversations for SFT, shuffled: <c>messages</c> with teacher, source, family.</summary>
    public required string SftRows { get; init; }

    /// <summary>Prompts and answers for GRPO.</summary>
    public required string RlProblems { get; init; }

    /// <summary>Test files by name: <c>test_seen</c> and <c>test_unseen</c>, or <c>test</c>, whose rows say by <c>twin</c> whether training has their template.</summary>
    public required IReadOnlyDictionary<string, string> TestSets { get; init; }

    /// <summary>The tokenizer with its chat template.</summary>
    public required string TokenizerFolder { get; init; }

    /// <summary>What was counted.</summary>
    public required QuickstartDataSummary Summary { get; init; }
}

/// <summary>Counts of the data side, the same whether it ran now or before.</summary>
internal sealed record QuickstartDataSummary
{
    /// <summary>Counts of the problem stage by name; see docs/data.md.</summary>
    public required IReadOnlyDictionary<string, long> Problems { get; init; }

    /// <summary>What became of the teachers' answers.</summary>
    public required TraceReport Traces { get; init; }

    /// <summary>Arithmetic drills added to the kept traces.</summary>
    public required long Drills { get; init; }

    /// <summary>Size of the vocabulary.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>Counts of the rows stage: rows, tokens, what was too long.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    /// <summary>Mean tokens of a conversation, prompt and control tokens included.</summary>
    public double MeanRowTokens => (double)Rows["sft_tokens"] / Rows["sft_rows"];

    /// <summary>Mean tokens of what the assistant says in a conversation.</summary>
    public double MeanAnswerTokens => (double)Rows["sft_answer_tokens"] / Rows["sft_rows"];

    /// <summary>Mean tokens of a problem for GRPO as the model is asked it.</summary>
    public double MeanPromptTokens => (double)Rows["rl_prompt_tokens"] / Rows["rl_rows"];

    /// <summary>Kept and dropped answers in one line a teacher.</summary>
    public IEnumerable<string> TeacherLines() => Traces.Counts.GroupBy(count => count.Teacher).Select(teacher =>
    {
        long kept = teacher.Where(count => count.Filter == TraceCount.Kept).Sum(count => count.Count);
        IEnumerable<string> dropped = teacher.Where(count => count.Filter != TraceCount.Kept)
            .GroupBy(count => count.Filter).Select(filter => string.Create(CultureInfo.InvariantCulture, $"{filter.Key} {filter.Sum(count => count.Count):#,0}"));
        return string.Create(CultureInfo.InvariantCulture, $"{teacher.Key}: {kept:#,0} of {teacher.Sum(count => count.Count):#,0} kept; dropped: {string.Join(", ", dropped.DefaultIfEmpty("none"))}");
    });

    /// <summary>The same as a JSON object.</summary>
    public JsonObject ToJson()
    {
        var teachers = new JsonObject();
        foreach (IGrouping<string, TraceCount> teacher in Traces.Counts.GroupBy(count => count.Teacher))
        {
            var fates = new JsonObject();
            foreach (TraceCount count in teacher) fates[count.Why.Length > 0 ? $"{count.Filter}: {count.Why}" : count.Filter] = count.Count;
            teachers[teacher.Key] = fates;
        }
        return new JsonObject
        {
            ["problems"] = Counts(Problems),
            ["teachers"] = teachers,
            ["drills"] = Drills,
            ["vocabulary"] = Vocabulary,
            ["rows"] = Counts(Rows),
            ["mean_row_tokens"] = Math.Round(MeanRowTokens, 2),
            ["mean_answer_tokens"] = Math.Round(MeanAnswerTokens, 2),
            ["mean_prompt_tokens"] = Math.Round(MeanPromptTokens, 2),
        };
    }

    private static JsonObject Counts(IReadOnlyDictionary<string, long> counts)
    {
        var json = new JsonObject();
        foreach ((string name, long count) in counts) json[name] = count;
        return json;
    }
}

using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>
/// Where a training row comes from and what was done to it. Beside <c>lineage</c>, the list of steps that documents have too, these
/// columns say what is known: <see cref="Source"/> and <see cref="Licence"/> and <see cref="Url"/> of the question, <see cref="Teacher"/>
/// that answered, <see cref="PromptHash"/>, <see cref="Sampling"/> (an object: temperature, top_p, seed, sample),
/// <see cref="Verdicts"/> (filter to verdict), <see cref="JudgeScore"/>, <see cref="Translation"/> (from, to, by),
/// <see cref="DedupCluster"/> (the id of the row that stands for the cluster). What is not known is left out.
/// </summary>
public static class RowLineage
{
    /// <summary>Names of the columns.</summary>
    public const string Source = "source", Licence = "licence", Url = "url", Teacher = "teacher", PromptHash = "prompt_hash", Sampling = "sampling",
        Verdicts = "verdicts", JudgeScore = "judge_score", Translation = "translation", DedupCluster = "dedup_cluster";

    private const string Lineage = "lineage", Passed = "pass";

    /// <summary>All columns of this kind, in the order in which they tell a row's story.</summary>
    public static IReadOnlyList<string> Names { get; } = [Source, Licence, Url, PromptHash, Teacher, Sampling, JudgeScore, Translation, Verdicts, DedupCluster];

    /// <summary>Appends a step.</summary>
    public static void Add(JsonObject row, string step, string what)
    {
        if (row[Lineage] is not JsonArray steps) row[Lineage] = steps = [];
        steps.Add((JsonNode)new JsonObject { ["step"] = step, ["what"] = what });
    }

    /// <summary>The steps so far.</summary>
    public static IReadOnlyList<LineageEntry> Read(JsonObject row) => DocumentJson.ReadLineage(row);

    /// <summary>The first sixteen hex digits of SHA-256 over a prompt's letters and digits: rows with the same one answer the same question.</summary>
    public static string HashPrompt(string prompt) => Manifest.HashText(TextKey.Letters(prompt))[..16];

    /// <summary>What filters said in order: passed by those before the one that dropped the row, or by all.</summary>
    /// <param name="filters">Names of the filters.</param>
    /// <param name="dropped">The one that dropped it and why; null for a row that stays.</param>
    public static JsonObject VerdictsOf(IEnumerable<string> filters, (string Filter, string Why)? dropped)
    {
        var verdicts = new JsonObject();
        foreach (string filter in filters)
        {
            bool last = filter == dropped?.Filter;
            verdicts[filter] = last ? dropped!.Value.Why : Passed;
            if (last) break;
        }
        return verdicts;
    }
}

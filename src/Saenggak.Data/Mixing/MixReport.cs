using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saenggak.Data.Mixing;

/// <summary>What a set gave to a mixture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Available">Its rows.</param>
/// <param name="Taken">Rows of it in the mixture, copies counted.</param>
public readonly record struct MixSetReport(string Name, int Available, int Taken);

/// <summary>What a mixture holds.</summary>
public sealed record MixReport
{
    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The sets in the order of the recipe.</summary>
    public required IReadOnlyList<MixSetReport> Sets { get; init; }

    /// <summary>The categories by name.</summary>
    public required IReadOnlyList<MixCategory> Categories { get; init; }

    /// <summary>Rows taken.</summary>
    public required int Rows { get; init; }

    /// <summary>Of these in the training files.</summary>
    public required int Train { get; init; }

    /// <summary>Of these held out.</summary>
    public required int Valid { get; init; }

    /// <summary>Different prompts of the rows held out; none of them is in the training files.</summary>
    public required int ValidPrompts { get; init; }

    /// <summary>Rows taken that are copies of others.</summary>
    public required int Copies { get; init; }

    /// <summary>Names of the files written.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>For <c>report.json</c>.</summary>
    public JsonObject ToJson()
    {
        var categories = new JsonObject();
        foreach (MixCategory category in Categories)
        {
            var one = new JsonObject { ["available"] = category.Available, ["wanted"] = category.Wanted, ["taken"] = category.Wanted, ["share"] = Math.Round((double)category.Wanted / Rows, 6) };
            if (category.ReplacedBy is { } set) one["replaced_by"] = set;
            categories[category.Name] = one;
        }
        var sets = new JsonObject();
        foreach (MixSetReport set in Sets) sets[set.Name] = new JsonObject { ["available"] = set.Available, ["taken"] = set.Taken };
        return new JsonObject
        {
            ["stage"] = "mix",
            ["in"] = Sets.Sum(set => (long)set.Available),
            ["kept"] = Rows,
            ["train"] = Train,
            ["valid"] = Valid,
            ["valid_prompts"] = ValidPrompts,
            ["copies"] = Copies,
            ["categories"] = categories,
            ["sets"] = sets,
            ["files"] = new JsonArray([.. Files.Select(file => (JsonNode)file)]),
        };
    }
}

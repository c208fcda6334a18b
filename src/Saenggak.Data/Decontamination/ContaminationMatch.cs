using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>In what way a text repeats a benchmark item, the surest first.</summary>
public enum ContaminationKind
{
    /// <summary>The text is the item: the same letters and digits.</summary>
    Exact,

    /// <summary>A short item stands in the text as whole sentences.</summary>
    Contained,

    /// <summary>Most of the item's n-grams stand together in the text, and at least half of its numbers.</summary>
    Overlap,

    /// <summary>The same with other numbers or names: not a leak of the answer, but of the task.</summary>
    Template,
}

/// <summary>A benchmark item that a text repeats.</summary>
public sealed record ContaminationMatch
{
    /// <summary>Name of the benchmark.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Index of the benchmark among those given.</summary>
    public required int BenchmarkIndex { get; init; }

    /// <summary>Index of the item in its benchmark.</summary>
    public required int ItemIndex { get; init; }

    /// <summary>Name of the item.</summary>
    public required string ItemId { get; init; }

    /// <summary>What was found: <c>prompt</c> or <c>solution</c>.</summary>
    public required string Part { get; init; }

    /// <summary>In what way.</summary>
    public required ContaminationKind Kind { get; init; }

    /// <summary>Share of the item's grams, numbers masked, that stand together in the text; 1 where it stands there whole.</summary>
    public required double Overlap { get; init; }

    /// <summary>Beginning of the item.</summary>
    public required string ItemExcerpt { get; init; }

    /// <summary>The stretch of the text that repeats it, or its beginning.</summary>
    public required string TextExcerpt { get; init; }

    /// <summary>«0.93 of the prompt of gsm8k 17», for lineage and for what was dropped.</summary>
    public string Describe() => Kind switch
    {
        ContaminationKind.Exact => $"the {Part} of {Benchmark} {ItemId}",
        ContaminationKind.Contained => $"holds the {Part} of {Benchmark} {ItemId}",
        ContaminationKind.Overlap => FormattableString.Invariant($"{Overlap:0.00} of the {Part} of {Benchmark} {ItemId}"),
        _ => $"the {Part} of {Benchmark} {ItemId} with other numbers or names",
    };

    /// <summary>A row of the file of matched pairs.</summary>
    public JsonObject ToJson(string textId) => new()
    {
        ["benchmark"] = Benchmark,
        ["item"] = ItemId,
        ["text"] = textId,
        ["kind"] = Name(Kind),
        ["part"] = Part,
        ["overlap"] = Math.Round(Overlap, 4),
        ["item_excerpt"] = ItemExcerpt,
        ["text_excerpt"] = TextExcerpt,
    };

    /// <summary>A kind as files write it.</summary>
    public static string Name(ContaminationKind kind) => kind switch
    {
        ContaminationKind.Exact => "exact",
        ContaminationKind.Contained => "contained",
        ContaminationKind.Overlap => "overlap",
        _ => "template",
    };
}

using System.ComponentModel.DataAnnotations;

namespace Saenggak.Data.Mixing;

/// <summary>In what order a mixture is written.</summary>
public enum MixOrder
{
    /// <summary>By chance, from the seed.</summary>
    Shuffled,

    /// <summary>Set after set as the recipe names them, rows as their files have them.</summary>
    BySource,

    /// <summary>Every stretch of rows has the mixture of the whole.</summary>
    Interleaved,
}

/// <summary>A named set of rows: training rows of any form, or documents.</summary>
public sealed record MixSet
{
    /// <summary>JSONL and JSONL.gz files, or folders of them.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>The category of every row; the name of the set where neither this nor <see cref="Column"/> is given.</summary>
    public string? Category { get; init; }

    /// <summary>The column that names a row's category; dots lead into it: <c>labels.language</c>.</summary>
    public string? Column { get; init; }
}

/// <summary>What a mixture is made of. docs/data-mix.md explains the keys.</summary>
public sealed record MixRecipe
{
    /// <summary>The sets by name.</summary>
    public IReadOnlyDictionary<string, MixSet> Sets { get; init; } = new Dictionary<string, MixSet>();

    /// <summary>Rows in all. Without weights the categories keep their shares.</summary>
    [Range(1, int.MaxValue)]
    public int? Rows { get; init; }

    /// <summary>Share of each category, of any sum; a category not named is left out.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>Rows of each category; a category not named is left out.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>Category to set: so many rows as the category would have, but from that set.</summary>
    public IReadOnlyDictionary<string, string> Replace { get; init; } = new Dictionary<string, string>();

    /// <summary>How often a row may stand in the mixture where a category has too few.</summary>
    [Range(1, 1000)]
    public int Repeat { get; init; } = 1;

    /// <summary>The order of the rows.</summary>
    public MixOrder Order { get; init; }

    /// <summary>Below 1 the share, from 1 on the number of rows that are held out, all rows of a prompt together.</summary>
    [Range(0, int.MaxValue)]
    public double Valid { get; init; }

    /// <summary>Rows in a file; a mixture with more has several.</summary>
    [Range(1, int.MaxValue)]
    public int ShardRows { get; init; } = 1_000_000;

    /// <summary>The same seed takes the same rows; a set that is added changes nothing in categories that it has no rows of.</summary>
    [Range(0, long.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>The dataset folder.</summary>
    public string? Out { get; init; }
}

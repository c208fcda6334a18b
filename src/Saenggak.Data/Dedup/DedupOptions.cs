using System.ComponentModel.DataAnnotations;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>Which document of a cluster stays; the first in order where that leaves several.</summary>
public enum KeepRule
{
    /// <summary>The first in order.</summary>
    First,

    /// <summary>The longest, white space folded.</summary>
    Longest,

    /// <summary>The newest; one without a date is older than any.</summary>
    Newest,

    /// <summary>The one whose source stands first in <see cref="DedupOptions.Sources"/>, then the longest; unnamed sources come last.</summary>
    Source,
}

/// <summary>How a pair of documents that share a band is checked before it is joined.</summary>
public enum PairCheck
{
    /// <summary>Not at all: whatever shares a band is a duplicate, as in datatrove.</summary>
    None,

    /// <summary>By the share of hashes in which the sketches agree.</summary>
    Estimate,

    /// <summary>By the Jaccard index of the gram sets; the letters of all documents are written to disk for it.</summary>
    Exact,
}

/// <summary>How duplicate documents are told, and what the search may use.</summary>
public sealed record DedupOptions : IValidatableObject
{
    /// <summary>The defaults.</summary>
    public static DedupOptions Default { get; } = new();

    /// <summary>Look for near-duplicates too, not only for the same text.</summary>
    public bool Near { get; init; } = true;

    /// <summary>Characters in a gram, counted without spaces and punctuation, in which Korean copies differ most.</summary>
    public int GramLength { get; init; } = 5;

    /// <summary>Bands of a sketch.</summary>
    public int Bands { get; init; } = 22;

    /// <summary>Hashes in a band.</summary>
    public int RowsPerBand { get; init; } = 5;

    /// <summary>Least Jaccard index of the gram sets that makes two documents near-duplicates.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary>How candidates are checked. Exactly by default: an estimate errs near the threshold.</summary>
    public PairCheck Check { get; init; } = PairCheck.Exact;

    /// <summary>Which document of a cluster stays.</summary>
    public KeepRule Keep { get; init; } = KeepRule.Longest;

    /// <summary>Sources for <see cref="KeepRule.Source"/>, the preferred one first.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Threads; the result does not depend on them.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Most bytes for sketches and sorting together; sketches beyond half of it go to disk. 20 bytes a document are held besides.</summary>
    public long MemoryBytes { get; init; } = 4L << 30;

    /// <summary>Where files that the search needs for a time are written; null for the system's folder.</summary>
    public string? TempFolder { get; init; }

    /// <summary>Seed of the hashes.</summary>
    public ulong Seed { get; init; } = 0x5AE2;

    /// <summary>Throws where a value makes no sense.</summary>
    /// <exception cref="InputException">One line: which value, what it is, what was expected.</exception>
    internal void Validate()
    {
        Expect(GramLength is >= 1 and <= 64, "gram length", GramLength, "1 to 64 characters");
        Expect(Bands >= 1 && RowsPerBand >= 1 && Bands * (long)RowsPerBand <= 1024, "bands times rows", Bands * (long)RowsPerBand, "1 to 1024 hashes");
        Expect(Threshold is > 0 and <= 1, "threshold", Threshold, "above 0, at most 1");
        Expect(Workers >= 1, "workers", Workers, "1 or more");
        Expect(MemoryBytes >= 1, "memory", MemoryBytes, "1 byte or more");
        Expect(Keep != KeepRule.Source || Sources.Count > 0, "keep", Keep, "sources to choose by, the preferred one first");
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        try
        {
            Validate();
            return [];
        }
        catch (InputException e)
        {
            return [new ValidationResult(e.Message)];
        }
    }

    private static void Expect(bool good, string what, object got, string expected)
    {
        if (!good) throw new InputException(FormattableString.Invariant($"dedup: {what} is {got}; expected {expected}."));
    }
}

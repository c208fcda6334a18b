using System.Collections;

namespace Saenggak.Data;

/// <summary>Which documents are duplicates of which, by their places in the order.</summary>
public sealed class DedupResult
{
    private readonly int[] _keepers;
    private readonly BitArray _sameText;

    internal DedupResult(int[] keepers, BitArray sameText) => (_keepers, _sameText) = (keepers, sameText);

    /// <summary>Documents looked at.</summary>
    public int Documents => _keepers.Length;

    /// <summary>Documents that stay: one of each cluster, and those that are alone.</summary>
    public required int Kept { get; init; }

    /// <summary>Documents that go.</summary>
    public int Removed => Documents - Kept;

    /// <summary>Documents whose text occurred before, white space folded.</summary>
    public required long Copies { get; init; }

    /// <summary>Clusters of two or more documents.</summary>
    public required int Clusters { get; init; }

    /// <summary>Documents of the largest cluster; 1 where all are alone, 0 where there is none.</summary>
    public required int Largest { get; init; }

    /// <summary>Pairs whose sketches were compared.</summary>
    public required long Compared { get; init; }

    /// <summary>Bytes of sketches that went through the disk.</summary>
    public required long SpilledBytes { get; init; }

    /// <summary>Parts that the keys of each band were sorted in.</summary>
    public required int Parts { get; init; }

    /// <summary>The document that stays of this one's cluster: itself where it is kept or alone. It names the cluster.</summary>
    public int KeeperOf(int document) => _keepers[document];

    /// <summary>Whether a document stays.</summary>
    public bool IsKept(int document) => _keepers[document] == document;

    /// <summary>Whether a document that goes has the text of the one that stays, white space folded.</summary>
    public bool IsSameText(int document) => _sameText[document];
}

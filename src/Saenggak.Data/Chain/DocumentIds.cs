using System.Globalization;
using Saenggak.Data.Problems;

namespace Saenggak.Data.Chain;

/// <summary>
/// Gives each document of a collection an id of its own, as reports and lineage name documents by their ids: the second that has
/// one gets «#2» behind it. Holds 64 bits of each id; where two of them collide by chance a document has a number that it did not need.
/// </summary>
internal sealed class DocumentIds
{
    private readonly HashSet<ulong> _known = [];

    // The number that the last document of an id got, so that a thousand of one id do not count to a thousand each.
    private readonly Dictionary<ulong, int> _last = [];

    /// <summary>Documents that got a number so far.</summary>
    public long Renamed { get; private set; }

    /// <summary>Takes in the ids of shards that an earlier run wrote.</summary>
    public void Know(IEnumerable<string> shards)
    {
        foreach (DocumentRow row in shards.SelectMany(DocumentRow.ReadAll)) _known.Add(SplitMix64.Hash(row.Need("id"u8)));
    }

    /// <summary>The document, under another id where its own is taken.</summary>
    public Document Distinct(Document document)
    {
        ulong hash = SplitMix64.Hash(document.Id);
        if (_known.Add(hash)) return document;
        int copy = _last.GetValueOrDefault(hash, 1);
        string id;
        do
        {
            copy++;
            id = string.Create(CultureInfo.InvariantCulture, $"{document.Id}#{copy}");
        }
        while (!_known.Add(SplitMix64.Hash(id)));
        _last[hash] = copy;
        Renamed++;
        return document with { Id = id, Lineage = document.Lineage.Add(new LineageEntry(CollectStage.Name, $"the id {document.Id} was taken")) };
    }
}

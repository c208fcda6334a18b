using System.Text.Json.Nodes;

namespace Saenggak.Data.Chain;

/// <summary>One shard on its way through a stage: its rows, and where they go.</summary>
internal sealed class ShardWork(string stage, int shard, string path, StageFolder to, ShardLoop loop, CancellationToken stop) : IDisposable
{
    private readonly JsonLinesWriter _documents = new(to.Documents(shard));
    private JsonLinesWriter? _dropped;
    private readonly SortedDictionary<string, SortedDictionary<string, long>> _reasons = new(StringComparer.Ordinal);
    private long _in;

    /// <summary>Number of the shard.</summary>
    public int Shard => shard;

    /// <summary>The rows; each is good until the next.</summary>
    public IEnumerable<DocumentRow> Rows()
    {
        foreach (DocumentRow row in DocumentRow.ReadAll(path))
        {
            stop.ThrowIfCancellationRequested();
            _in++;
            yield return row;
            loop.Count();
        }
    }

    /// <summary>Keeps a row as it is.</summary>
    public void Keep(DocumentRow row) => _documents.Write(row.Bytes.Span);

    /// <summary>Keeps a row.</summary>
    public void Keep(JsonObject row) => _documents.Write(row);

    /// <summary>Drops a row; <paramref name="why"/> is one of a few fixed phrases.</summary>
    public void Drop(JsonObject row, string by, string why)
    {
        row["dropped_by"] = by;
        row["dropped_why"] = why;
        (_dropped ??= new JsonLinesWriter(to.Dropped(shard))).Write(row);
        if (!_reasons.TryGetValue(by, out SortedDictionary<string, long>? reasons)) _reasons[by] = reasons = new(StringComparer.Ordinal);
        reasons[why] = reasons.GetValueOrDefault(why) + 1;
    }

    /// <summary>What became of the rows.</summary>
    public StageReport Tally() => new() { Stage = stage, In = _in, Kept = _documents.Count, Dropped = _reasons };

    /// <summary>Puts the files in their places; where nothing was dropped there is one.</summary>
    public void Commit()
    {
        _dropped?.Commit();
        _documents.Commit();
    }

    public void Dispose()
    {
        _dropped?.Dispose();
        _documents.Dispose();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data.Chain;

/// <summary>One thing to collect from.</summary>
/// <param name="Name">Name of the collection.</param>
/// <param name="Category">Written into each document's column <c>category</c>; where it is null, what stands there stays, or it is the name.</param>
/// <param name="Read">Gives the documents, always the same in the same order; what cannot be one goes to the rejects.</param>
public sealed record CollectSource(string Name, string? Category, Func<IRejects, IEnumerable<Document>> Read);

/// <summary>
/// Reads sources into shards of documents. Each source begins a shard of its own, so a run that was cut off keeps the sources
/// it had finished. What cannot be read goes to <c>rejects.jsonl</c>.
/// </summary>
public static class CollectStage
{
    /// <summary>Name and folder of the stage.</summary>
    public const string Name = "collect";

    /// <summary>The column of a document's category.</summary>
    public const string Category = "category";

    private const int Batch = 256;

    private static readonly JsonWriterOptions RowOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Collects into <paramref name="to"/>.</summary>
    /// <exception cref="InputException">A source is not there.</exception>
    public static StageReport Run(IReadOnlyList<CollectSource> sources, int shardDocuments, StageFolder to, StageRun run)
    {
        var tallies = new List<StageReport>();
        var ids = new DocumentIds();
        for (int i = 0; i < sources.Count; i++)
        {
            StageReport done = StageReport.Sum(Name, tallies);
            StageReport? kept = Kept(to, i, done.Shards);
            if (kept is not null) ids.Know(Enumerable.Range(done.Shards, kept.Shards).Select(to.Documents));
            tallies.Add(kept ?? Read(sources[i], i, done, ids, shardDocuments, to, run));
        }
        AppendRejects(to, sources.Count);
        StageReport report = StageReport.Sum(Name, tallies) with { Sources = [.. tallies.SelectMany(tally => tally.Sources!)] };
        report.Save(to.Report);
        return report;
    }

    // A source that an earlier run finished, with all it wrote.
    private static StageReport? Kept(StageFolder to, int source, int firstShard)
    {
        StageReport? tally = to.TryTally(source);
        bool whole = tally is not null && File.Exists(to.Rejects(source)) && Enumerable.Range(firstShard, tally.Shards).All(shard => to.Has(shard, dropped: 0));
        return whole ? tally : null;
    }

    private static StageReport Read(CollectSource source, int index, StageReport before, DocumentIds ids, int shardDocuments, StageFolder to, StageRun run)
    {
        using var rejects = new RejectFile(to.Rejects(index));
        long kept = 0, sameIds = ids.Renamed;
        int shards = 0;
        JsonLinesWriter? writer = null;
        try
        {
            foreach (byte[][] rows in InOrder.Select(source.Read(rejects).Select(ids.Distinct).Chunk(Batch), run.Workers, batch => Rows(batch, source)))
            {
                run.Stop.ThrowIfCancellationRequested();
                foreach (byte[] row in rows)
                {
                    writer ??= new JsonLinesWriter(to.Documents(Next()));
                    writer.Write(row);
                    kept++;
                    if (writer.Count == shardDocuments) Commit();
                }
                run.Progress(new StageProgress($"{Name}: {source.Name}", before.Kept + kept, 0));
            }
            if (writer is not null) Commit();
        }
        finally
        {
            writer?.Dispose();
        }
        rejects.Commit();
        long rejected = rejects.Counts.Values.Sum();
        var tally = new StageReport
        {
            Stage = Name,
            In = kept + rejected,
            Kept = kept,
            Rejected = rejects.Counts,
            Shards = shards,
            Sources = [new SourceReport(source.Name, kept, rejected, ids.Renamed - sameIds)],
        };
        // The tally comes last: where it stands, the source is whole.
        tally.Save(to.Tally(index));
        return tally;

        int Next() => before.Shards + shards is var next and < StageFolder.MaxShards ? next
            : throw new InputException($"collect: more than {StageFolder.MaxShards} shards; raise shard_documents, which is {shardDocuments}.");

        void Commit()
        {
            writer.Commit();
            writer.Dispose();
            writer = null;
            shards++;
        }
    }

    private static byte[][] Rows(Document[] documents, CollectSource source) => Array.ConvertAll(documents, document =>
    {
        if (source.Category is not null || document.Columns?[Category] is not JsonValue)
        {
            var columns = (JsonObject?)document.Columns?.DeepClone() ?? [];
            columns[Category] = source.Category ?? source.Name;
            document = document with { Columns = columns };
        }
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, RowOptions)) DocumentJson.Write(document).WriteTo(json);
        return bytes.ToArray();
    });

    private static void AppendRejects(StageFolder to, int sources)
    {
        using AtomicFile all = AtomicFile.Create(Path.Combine(to.Path, StageFolder.RejectsFile));
        for (int i = 0; i < sources; i++)
        {
            using FileStream part = File.OpenRead(to.Rejects(i));
            part.CopyTo(all.Stream);
        }
        all.Commit();
    }
}

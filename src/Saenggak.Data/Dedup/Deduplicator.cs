using System.Collections;
using System.Collections.Frozen;

namespace Saenggak.Data;

/// <summary>
/// Finds exact and near-duplicates among many documents: a sketch of fixed size for each, candidates by bands that agree
/// (locality-sensitive hashing; Leskovec and others, Mining of Massive Datasets, ch. 3), a check of each candidate pair, and
/// clusters as connected components. Texts are not held. The result depends on the documents, their order and the options
/// that say what a duplicate is; not on workers, memory or the sizes of blocks.
/// </summary>
public sealed class Deduplicator : IDisposable
{
    // Documents a worker takes at a time, and those of a block read while the one before is sketched.
    private const int Batch = 128, BlockSize = 8192;

    private readonly DedupOptions _options;
    private readonly SketchStore _store;
    private readonly LetterStore? _letters;
    private readonly Sketcher[] _sketchers;
    private readonly FrozenDictionary<string, int> _sources;
    private long[] _merits = [];
    private bool[] _settled = [];

    /// <summary>Begins with no documents.</summary>
    /// <exception cref="Saenggak.Text.InputException">An option makes no sense.</exception>
    public Deduplicator(DedupOptions? options = null)
    {
        _options = options ?? DedupOptions.Default;
        _options.Validate();
        _store = new SketchStore(_options);
        if (_options is { Near: true, Check: PairCheck.Exact }) _letters = new LetterStore(_options);
        _sketchers = [.. Enumerable.Range(0, _options.Workers).Select(_ => new Sketcher(_options))];
        // The first place of a source named twice counts.
        _sources = _options.Sources.Index().DistinctBy(pair => pair.Item).ToFrozenDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>Documents added so far.</summary>
    public int Count => _store.Count;

    /// <summary>Reads all documents once and finds the duplicates; a block is read while the one before is sketched.</summary>
    public static DedupResult Run(IEnumerable<DedupDocument> documents, DedupOptions? options = null, CancellationToken stop = default)
    {
        using var dedup = new Deduplicator(options);
        Task before = Task.CompletedTask;
        try
        {
            foreach (DedupDocument[] block in documents.Chunk(BlockSize))
            {
                before.GetAwaiter().GetResult();
                before = Task.Run(() => dedup.Add(block, stop), CancellationToken.None);
            }
        }
        finally
        {
            // Whatever the reader threw, nothing is disposed of under a worker's hands.
            before.GetAwaiter().GetResult();
        }
        return dedup.Finish(stop);
    }

    /// <summary>Adds the next documents, on all workers; returns when the texts are no longer needed.</summary>
    public void Add(IReadOnlyList<DedupDocument> documents, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        int first = _store.Count;
        _store.Grow(documents.Count);
        if (_store.Count > _merits.Length)
        {
            Array.Resize(ref _merits, Math.Max(_store.Count, _merits.Length + (_merits.Length / 2)));
            Array.Resize(ref _settled, _merits.Length);
        }
        _letters?.Grow(_store.Count);

        int next = -Batch;
        Parallel.For(0, _options.Workers, new ParallelOptions { MaxDegreeOfParallelism = _options.Workers }, worker =>
        {
            for (int start; (start = Interlocked.Add(ref next, Batch)) < documents.Count;)
            {
                for (int i = start; i < Math.Min(start + Batch, documents.Count); i++) Add(first + i, documents[i], _sketchers[worker]);
            }
        });
        _store.Settle();
    }

    /// <summary>Finds the duplicates among all documents added. Called once.</summary>
    public DedupResult Finish(CancellationToken stop = default)
    {
        var sets = new UnionFind(Count);
        var search = new CandidateSearch(_store, _letters, sets, _settled, _options);
        search.JoinSame(stop);
        if (_options.Near) search.JoinNear(stop);

        int[] keepers = Keepers(sets, out int kept, out int clusters, out int largest);
        return new DedupResult(keepers, SameTexts(keepers))
        {
            Kept = kept,
            Copies = search.Copies,
            Clusters = clusters,
            Largest = largest,
            Compared = search.Compared,
            SpilledBytes = _store.SpilledBytes,
            Parts = search.Parts,
        };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _store.Dispose();
        _letters?.Dispose();
    }

    private void Add(int index, in DedupDocument document, Sketcher sketcher)
    {
        bool near = sketcher.Sketch(document.Text, _store.NewRow(index));
        // Without letters there is nothing to be near to.
        _settled[index] = !near;
        _merits[index] = _options.Keep switch
        {
            KeepRule.First => 0,
            KeepRule.Longest => sketcher.Length,
            KeepRule.Newest => document.Date?.UtcTicks ?? -1,
            KeepRule.Source => ((long)-_sources.GetValueOrDefault(document.Source ?? "", _options.Sources.Count) << 32) + sketcher.Length,
            _ => throw new InvalidOperationException($"no such rule: {_options.Keep}"),
        };
        if (near) _letters?.Write(index, sketcher.Letters);
    }

    private BitArray SameTexts(int[] keepers)
    {
        var same = new BitArray(keepers.Length);
        byte[] gone = new byte[_store.RowBytes], stays = new byte[_store.RowBytes];
        for (int i = 0; i < keepers.Length; i++)
        {
            if (keepers[i] == i) continue;
            _store.Copy(i, gone);
            _store.Copy(keepers[i], stays);
            same[i] = SketchStore.SameText(gone, stays);
        }
        return same;
    }

    private int[] Keepers(UnionFind sets, out int kept, out int clusters, out int largest)
    {
        (kept, clusters, largest) = (0, 0, 0);
        // A root is the first of its cluster, so it is met before the others.
        var best = new int[Count];
        var sizes = new int[Count];
        for (int i = 0; i < best.Length; i++)
        {
            int root = sets.Find(i);
            if (root == i || _merits[i] > _merits[best[root]]) best[root] = i;
            int size = ++sizes[root];
            largest = Math.Max(largest, size);
            if (size == 1) kept++;
            else if (size == 2) clusters++;
        }
        for (int i = 0; i < best.Length; i++) best[i] = best[sets.Find(i)];
        return best;
    }
}

namespace Saenggak.Data;

/// <summary>
/// Finds the documents that share a band's key by sorting, one band and one part of the keys at a time, so that memory stays
/// bounded: with more documents the keys are cut in more parts, and the sketches are read once for each.
/// </summary>
internal sealed class CandidateSearch(SketchStore store, LetterStore? letters, UnionFind sets, bool[] settled, DedupOptions options)
{
    private const int EntryBytes = sizeof(ulong) + sizeof(int);

    private readonly SketchStore _store = store;
    private readonly bool[] _settled = settled;

    /// <summary>Parts the keys of a band are cut in, so that the entries of all workers fit in half of the memory.</summary>
    public int Parts { get; } = (int)Math.Clamp(((double)store.Count * EntryBytes * options.Workers / Math.Max(1, options.MemoryBytes / 2)) + 1, 1, 1024);

    /// <summary>Later occurrences of the same text.</summary>
    public long Copies { get; private set; }

    /// <summary>Pairs whose sketches were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Joins documents with the same text, and settles all but the first of each.</summary>
    public void JoinSame(CancellationToken stop) => ForEachPart(firstBand: -1, bands: 1, stop);

    /// <summary>Joins near-duplicates among those not settled.</summary>
    public void JoinNear(CancellationToken stop) => ForEachPart(firstBand: 0, options.Bands, stop);

    private void ForEachPart(int firstBand, int bands, CancellationToken stop)
    {
        int next = -1;
        Parallel.For(0, options.Workers, new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = stop }, _ =>
        {
            var worker = new Worker(this);
            for (int task; (task = Interlocked.Increment(ref next)) < bands * Parts;)
            {
                stop.ThrowIfCancellationRequested();
                worker.Do(firstBand + (task / Parts), task % Parts);
            }
            lock (sets)
            {
                Copies += worker.Copies;
                Compared += worker.Joiner.Compared;
            }
        });
    }

    private sealed class Worker(CandidateSearch search)
    {
        private readonly SketchStore _store = search._store;
        private ulong[] _keys = new ulong[(search._store.Count / search.Parts) + 1];
        private int[] _documents = new int[(search._store.Count / search.Parts) + 1];
        private byte[]? _buffer;

        public BucketJoiner Joiner { get; } = search.NewJoiner();

        public long Copies { get; private set; }

        public void Do(int band, int part)
        {
            int count = Gather(band, part);
            Array.Sort(_keys, _documents, 0, count);
            for (int start = 0; start < count;)
            {
                int end = start + 1;
                while (end < count && _keys[end] == _keys[start]) end++;
                if (end - start > 1)
                {
                    Span<int> bucket = _documents.AsSpan(start, end - start);
                    if (band < 0) Copies += Joiner.JoinSame(bucket, search._settled);
                    else Joiner.Join(bucket);
                }
                start = end;
            }
        }

        private int Gather(int band, int part)
        {
            int count = 0;
            for (int chunk = 0, document = 0; document < _store.Count; chunk++)
            {
                ReadOnlySpan<byte> rows = _store.Chunk(chunk, ref _buffer);
                for (int at = 0; at < rows.Length; at += _store.RowBytes, document++)
                {
                    if (band >= 0 && search._settled[document]) continue;
                    ulong key = _store.Key(rows.Slice(at, _store.RowBytes), band);
                    // The high bits of a product: the part hangs on all of the key, and the sort still sees all of it.
                    if ((int)Math.BigMul(NGrams.Mix(key), (ulong)search.Parts, out _) != part) continue;
                    if (count == _keys.Length)
                    {
                        Array.Resize(ref _keys, count + (count / 4) + 16);
                        Array.Resize(ref _documents, _keys.Length);
                    }
                    (_keys[count], _documents[count]) = (key, document);
                    count++;
                }
            }
            return count;
        }
    }

    private BucketJoiner NewJoiner() => new(_store, letters, sets, options);
}

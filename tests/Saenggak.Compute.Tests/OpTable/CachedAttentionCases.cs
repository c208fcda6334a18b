using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Attention in generation: first prompts, later chunks and single tokens beside each other, at the borders of blocks.</summary>
internal static unsafe class CachedAttentionCases
{
    public static IEnumerable<OpCase> All =>
    [
        Shape(new(1, 1, 8), [1], [1], null),
        Shape(new(4, 2, 16), [5, 33, 32, 1], [1, 1, 1, 1], null),
        Shape(new(7, 1, 64), [64, 65, 97], [1, 2, 7], null),
        Shape(new(2, 2, 48), [31, 100, 10], [8, 9, 10], null),
        Shape(new(4, 2, 8), [40, 200, 3], [1, 70, 3], null),
        Shape(new(4, 2, 16), [40, 200, 3, 129], [1, 70, 3, 1], 33),
        Shape(new(2, 1, 32), [70, 90], [1, 4], 1),
        Shape(new(6, 2, 48), [70, 33], [1, 1], 20),
        // Tiles: more than sixteen rows, a group that does not divide sixteen, windows within a block and over several.
        Shape(new(14, 2, 64), [64, 65, 97, 40], [1, 2, 7, 40], null),
        Shape(new(6, 2, 32), [170, 33, 90], [1, 33, 11], 50),
        Shape(new(16, 1, 96), [31, 130], [1, 3], null),
    ];

    /// <summary>Sequence i has lengths[i] tokens, of which the last fresh[i] are new.</summary>
    private static OpCase Shape(HeadShape heads, int[] lengths, int[] fresh, int? window)
    {
        int[] cuKeys = AttentionShape.Offsets(lengths), cuQueries = AttentionShape.Offsets(fresh);
        int rows = cuQueries[^1], narrow = heads.KvHeads * heads.HeadDim;
        string shape = $"{string.Join('+', fresh)} new of {string.Join('+', lengths)}, {heads.Heads}/{heads.KvHeads} heads of {heads.HeadDim}{(window is { } w ? $", window {w}" : "")}";
        return new("cached attention", shape,
        [
            new("past", cuKeys[^1], 2 * narrow) { Scale = 2, Contiguous = true },
            new("qkv", rows, heads.QkvWidth) { Scale = 2 },
            new("o", rows, heads.QueryWidth, Role.Output),
        ])
        {
            Fast = r => Fast(r, heads, lengths, fresh, window),
            Twin = v =>
            {
                double[] keys = new double[cuKeys[^1] * narrow], values = new double[keys.Length];
                double[] newKeys = QkvRows.Keys(heads, v["qkv"]), newValues = QkvRows.Values(heads, v["qkv"]);
                for (int t = 0; t < cuKeys[^1]; t++)
                {
                    v["past"].AsSpan(t * 2 * narrow, narrow).CopyTo(keys.AsSpan(t * narrow));
                    v["past"].AsSpan((t * 2 + 1) * narrow, narrow).CopyTo(values.AsSpan(t * narrow));
                }
                for (int s = 0; s < fresh.Length; s++)
                {
                    int to = (cuKeys[s + 1] - fresh[s]) * narrow;
                    newKeys.AsSpan(cuQueries[s] * narrow, fresh[s] * narrow).CopyTo(keys.AsSpan(to));
                    newValues.AsSpan(cuQueries[s] * narrow, fresh[s] * narrow).CopyTo(values.AsSpan(to));
                }
                v["o"] = ReferenceDecodeAttention.Forward(QkvRows.Queries(heads, v["qkv"]), keys, values, cuQueries, cuKeys, heads.Heads, heads.KvHeads, heads.HeadDim, window);
            },
        };
    }

    private static void Fast(OpRun r, HeadShape heads, int[] lengths, int[] fresh, int? window)
    {
        const int tokens = CachedSequence.BlockTokens;
        int plane = heads.KvHeads * heads.HeadDim * tokens, count = lengths.Sum(l => (l + tokens - 1) / tokens);
        // Two layers' worth of blocks, all NaN: what no token has written must not be seen.
        var pool = r.Scratch(r.Type, count, 4 * plane);
        var cache = new CacheLayer(pool.Data, 4L * plane * r.Type.Size(), 2L * plane * r.Type.Size(), 3L * plane * r.Type.Size(), r.Type);
        var sequences = new CachedSequence[lengths.Length];
        int* blocks = stackalloc int[count];
        int taken = 0, row = 0, token = 0;
        for (int s = 0; s < lengths.Length; s++)
        {
            int* mine = blocks + taken;
            // Blocks lie in the pool in any order.
            for (int b = 0; b * tokens < lengths[s]; b++, taken++) mine[b] = count - 1 - taken;
            if (lengths[s] > fresh[s]) Fill(r, heads, cache, mine, token, lengths[s] - fresh[s]);
            sequences[s] = new CachedSequence(mine, lengths[s], fresh[s], row);
            row += fresh[s];
            token += lengths[s];
        }
        CachedAttentionOp.Forward(r.Device, heads, r["qkv"], sequences, cache, window ?? int.MaxValue, r["o"]);
    }

    /// <summary>Puts a sequence's past into the cache as generation does: as the keys and values of new tokens, in two goes.</summary>
    private static void Fill(OpRun r, HeadShape heads, in CacheLayer cache, int* blocks, int first, int count)
    {
        var past = r["past"];
        int narrow = heads.KvHeads * heads.HeadDim;
        Tensor qkv = r.Scratch(r.Type, count, heads.QkvWidth), o = r.Scratch(r.Type, count, heads.QueryWidth);
        for (int t = 0; t < count; t++)
        {
            qkv.RowRange(t, 1).ColumnRange(0, heads.QueryWidth).Clear();
            past.RowRange(first + t, 1).CopyTo(qkv.RowRange(t, 1).ColumnRange(heads.QueryWidth, 2 * narrow));
        }
        int begun = (count + 1) / 2;
        CachedAttentionOp.Forward(r.Device, heads, qkv, [new CachedSequence(blocks, begun, begun, 0)], cache, int.MaxValue, o);
        if (count > begun) CachedAttentionOp.Forward(r.Device, heads, qkv, [new CachedSequence(blocks, count, count - begun, begun)], cache, int.MaxValue, o);
    }
}

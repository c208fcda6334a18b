using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <content>One query against cached keys, and its weights against cached values: one head, or two that share what is loaded.</content>
public static unsafe partial class CachedAttentionOp
{
    private partial struct Job
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Score<T>(float* q, byte* keys, float* scores) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            Vector512<float> a = Vector512<float>.Zero, b = Vector512<float>.Zero, c = Vector512<float>.Zero, e = Vector512<float>.Zero;
            for (int d = 0; d < Shape.HeadDim; d += 2)
            {
                var x = Vector512.Create(q[d]);
                a = Vector512.FusedMultiplyAdd(x, T.Load(keys, (long)d * tokens), a);
                b = Vector512.FusedMultiplyAdd(x, T.Load(keys, (long)d * tokens + 16), b);
                x = Vector512.Create(q[d + 1]);
                c = Vector512.FusedMultiplyAdd(x, T.Load(keys, (long)(d + 1) * tokens), c);
                e = Vector512.FusedMultiplyAdd(x, T.Load(keys, (long)(d + 1) * tokens + 16), e);
            }
            (a + c).Store(scores);
            (b + e).Store(scores + 16);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void ScorePair<T>(float* q, byte* keys, float* scores) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            int dim = Shape.HeadDim;
            float* r = q + dim;
            Vector512<float> a0, a1, a2, a3, b0, b1, b2, b3;
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = Vector512<float>.Zero;
            for (int d = 0; d < dim; d += 2)
            {
                var low = T.Load(keys, (long)d * tokens);
                var high = T.Load(keys, (long)d * tokens + 16);
                var x = Vector512.Create(q[d]);
                var y = Vector512.Create(r[d]);
                a0 = Vector512.FusedMultiplyAdd(x, low, a0);
                a1 = Vector512.FusedMultiplyAdd(x, high, a1);
                b0 = Vector512.FusedMultiplyAdd(y, low, b0);
                b1 = Vector512.FusedMultiplyAdd(y, high, b1);
                low = T.Load(keys, (long)(d + 1) * tokens);
                high = T.Load(keys, (long)(d + 1) * tokens + 16);
                x = Vector512.Create(q[d + 1]);
                y = Vector512.Create(r[d + 1]);
                a2 = Vector512.FusedMultiplyAdd(x, low, a2);
                a3 = Vector512.FusedMultiplyAdd(x, high, a3);
                b2 = Vector512.FusedMultiplyAdd(y, low, b2);
                b3 = Vector512.FusedMultiplyAdd(y, high, b3);
            }
            (a0 + a2).Store(scores);
            (a1 + a3).Store(scores + 16);
            (b0 + b2).Store(scores + Padded);
            (b1 + b3).Store(scores + Padded + 16);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Values<T>(in CachedSequence s, long plane, float* weights, int first, int last, float scale, int row, int column) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            int dim = Shape.HeadDim, size = Cache.Type.Size();
            byte* o = O.RowAddress(row) + (long)column * O.Type.Size();
            for (int d = 0; d < dim; d += 16)
            {
                Vector512<float> a = Vector512<float>.Zero, b = Vector512<float>.Zero;
                for (int block = first / tokens; block <= last / tokens; block++)
                {
                    byte* v = Cache.Values(s.Blocks[block]) + plane + (long)d * size;
                    int t = Math.Max(first - block * tokens, 0), end = Math.Min(last + 1 - block * tokens, tokens);
                    float* w = weights + block * tokens;
                    for (; t + 2 <= end; t += 2)
                    {
                        a = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), T.Load(v, (long)t * dim), a);
                        b = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 1]), T.Load(v, (long)(t + 1) * dim), b);
                    }
                    if (t < end) a = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), T.Load(v, (long)t * dim), a);
                }
                Put((a + b) * scale, o, d);
            }
        }

        /// <summary>Two heads share what is loaded of the values; 32 dimensions at a time stay in registers.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void ValuesPair<T>(in CachedSequence s, long plane, float* weights, float* scales, int first, int last, int row, int column) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            int dim = Shape.HeadDim, size = Cache.Type.Size();
            byte* o = O.RowAddress(row) + (long)column * O.Type.Size();
            for (int d = 0; d < dim; d += 32)
            {
                // A head dim that is an odd multiple of sixteen reads its last sixteen twice.
                int high = d + 32 <= dim ? 16 : 0;
                Vector512<float> a0, a1, a2, a3, b0, b1, b2, b3;
                a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = Vector512<float>.Zero;
                for (int block = first / tokens; block <= last / tokens; block++)
                {
                    byte* v = Cache.Values(s.Blocks[block]) + plane + (long)d * size;
                    int t = Math.Max(first - block * tokens, 0), end = Math.Min(last + 1 - block * tokens, tokens);
                    float* w = weights + block * tokens, u = w + Padded;
                    for (; t + 2 <= end; t += 2)
                    {
                        var x = T.Load(v, (long)t * dim);
                        var y = T.Load(v, (long)t * dim + high);
                        a0 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), x, a0);
                        a1 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), y, a1);
                        b0 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t]), x, b0);
                        b1 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t]), y, b1);
                        x = T.Load(v, (long)(t + 1) * dim);
                        y = T.Load(v, (long)(t + 1) * dim + high);
                        a2 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 1]), x, a2);
                        a3 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 1]), y, a3);
                        b2 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t + 1]), x, b2);
                        b3 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t + 1]), y, b3);
                    }
                    if (t == end) continue;
                    var lastLow = T.Load(v, (long)t * dim);
                    var lastHigh = T.Load(v, (long)t * dim + high);
                    a0 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), lastLow, a0);
                    a1 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), lastHigh, a1);
                    b0 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t]), lastLow, b0);
                    b1 = Vector512.FusedMultiplyAdd(Vector512.Create(u[t]), lastHigh, b1);
                }
                Put((a0 + a2) * scales[0], o, d);
                Put((b0 + b2) * scales[1], o, dim + d);
                if (high == 0) continue;
                Put((a1 + a3) * scales[0], o, d + high);
                Put((b1 + b3) * scales[1], o, dim + d + high);
            }
        }

        private readonly void Put(Vector512<float> v, byte* o, int d)
        {
            if (O.Type == DType.F32) Single32.Store(v, o, d);
            else Brain16.Store(v, o, d);
        }
    }
}

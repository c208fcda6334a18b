using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>A loss that is a sum over tokens: what each token's log-probability should be pulled by.</summary>
public interface ITokenLoss
{
    /// <summary>Writes dLoss/dlogprob for a run of tokens; called once per token, in order.</summary>
    /// <param name="first">Index of the first token of the run among all target rows.</param>
    /// <param name="logprobs">ln p(target).</param>
    /// <param name="entropies">Entropy of the whole distribution, in nats.</param>
    /// <param name="gradients">Receives dLoss/dlogprob.</param>
    void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients);
}

/// <summary>
/// The LM head: from hidden rows x [R, D] and W [V, D] to ln p(target) and entropy per row, in chunks of rows, so that the
/// [R, V] logits never stand in memory at once. The backward takes one gradient per row.
/// </summary>
public static unsafe class LmHeadOp
{
    private const long ChunkBytes = 160 << 20;

    /// <summary>Chunks are multiples of it: products whose depth is tokens run on tiles then.</summary>
    private const int ChunkGrain = 64;
    private const int MostChunkRows = 1024;

    /// <summary>ln p(target) and entropy of every row that has a target; x may have more rows than there are targets, as padding.</summary>
    public static void Score(Device device, Arena arena, in Tensor x, LinearWeight w, ReadOnlySpan<int> targets, Span<float> logprobs, Span<float> entropies)
        => Run(device, arena, x, w, targets, logprobs, entropies, null, default, default, default);

    /// <summary>Scores, asks <paramref name="loss"/> for gradients, and runs the backward chunk by chunk from the logits at hand.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="arena">For the chunk's logits; left as found.</param>
    /// <param name="x">[R, D], f32 or bf16.</param>
    /// <param name="w">W [V, D].</param>
    /// <param name="targets">R token ids.</param>
    /// <param name="logprobs">Receives R values.</param>
    /// <param name="entropies">Receives R values.</param>
    /// <param name="loss">Gives the gradients.</param>
    /// <param name="dx">[R, D] f32 receives the gradient of x.</param>
    /// <param name="dw">[V, D] f32, accumulated.</param>
    public static void ScoreAndBackward(
        Device device, Arena arena, in Tensor x, LinearWeight w, ReadOnlySpan<int> targets, Span<float> logprobs, Span<float> entropies,
        ITokenLoss loss, in Tensor dx, in Tensor dw)
        => Run(device, arena, x, w, targets, logprobs, entropies, loss, default, dx, dw);

    /// <summary>The backward alone, from given gradients on the log-probabilities; logits are computed again.</summary>
    public static void Backward(Device device, Arena arena, in Tensor x, LinearWeight w, ReadOnlySpan<int> targets, ReadOnlySpan<float> gradients, in Tensor dx, in Tensor dw)
    {
        Span<float> logprobs = new float[targets.Length], entropies = new float[targets.Length];
        Run(device, arena, x, w, targets, logprobs, entropies, null, gradients, dx, dw);
    }

    private static void Run(
        Device device, Arena arena, in Tensor x, LinearWeight w, ReadOnlySpan<int> targets, Span<float> logprobs, Span<float> entropies,
        ITokenLoss? loss, ReadOnlySpan<float> given, in Tensor dx, in Tensor dw)
    {
        int rows = x.Rows, v = w.Outputs;
        bool backward = loss is not null || !given.IsEmpty;
        int chunk = (int)Math.Clamp(ChunkBytes / (4L * v) / ChunkGrain * ChunkGrain, ChunkGrain, MostChunkRows);
        var mark = arena.Mark();
        var logits = arena.Allocate(DType.F32, Math.Min(chunk, rows), v);
        // Gradients take the logits' place: a row of bf16 lies in the first half of its row of f32.
        var dLogits = x.Type == DType.F32 ? logits : new Tensor(x.Type, logits.Rows, v, 2 * v, logits.Data);
        var gradients = arena.Allocate(DType.F32, 1, Math.Min(chunk, rows));
        fixed (int* target = targets)
        fixed (float* logprob = logprobs, entropy = entropies)
        {
            for (int first = 0; first < rows; first += chunk)
            {
                int count = Math.Min(chunk, rows - first);
                var part = logits.RowRange(0, count);
                LinearOp.Forward(device, x.RowRange(first, count), w, part);
                int live = Math.Clamp(targets.Length - first, 0, count);
                using (device.Workers.Measure(new("lm_head_score"), bytes: part.Bytes))
                {
                    device.Workers.Run(new ScoreJob { Logits = part.RowRange(0, live), Targets = target + first, Logprobs = logprob + first, Entropies = entropy + first });
                }
                if (!backward) continue;
                var g = gradients.SpanF32[..count];
                if (loss is not null && live > 0) loss.Gradients(first, logprobs.Slice(first, live), entropies.Slice(first, live), g[..live]);
                else if (live > 0) given.Slice(first, live).CopyTo(g);
                var d = dLogits.RowRange(0, count);
                using (device.Workers.Measure(new("lm_head_gradient"), bytes: part.Bytes + d.Bytes))
                {
                    device.Workers.Run(new BackwardJob { Logits = part, DLogits = d, Targets = target + first, Logprobs = logprob + first, Gradients = gradients.F32, Live = live });
                }
                LinearOp.BackwardInput(device, d, w, dx.RowRange(first, count));
                if (!dw.IsNull) LinearOp.BackwardWeight(device, d, x.RowRange(first, count), dw);
            }
        }
        arena.Release(mark);
    }

    private struct ScoreJob : IJob
    {
        public Tensor Logits;
        public int* Targets;
        public float* Logprobs, Entropies;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Logits.Rows, worker, workers);
            int v = Logits.Cols;
            for (int r = start; r < end; r++)
            {
                float* row = (float*)Logits.RowAddress(r);
                float max = Simd.Max(row, v);
                var shift = Vector512.Create(max);
                Vector512<float> sum = Vector512<float>.Zero, weighted = Vector512<float>.Zero;
                float tailSum = 0, tailWeighted = 0;
                int i = 0;
                for (; i <= v - 16; i += 16)
                {
                    var z = Vector512.Load(row + i) - shift;
                    var e = Simd.Exp(z);
                    sum += e;
                    weighted = Vector512.FusedMultiplyAdd(e, z, weighted);
                }
                for (; i < v; i++)
                {
                    float z = row[i] - max, e = MathF.Exp(z);
                    tailSum += e;
                    tailWeighted += e * z;
                }
                float total = Vector512.Sum(sum) + tailSum, log = MathF.Log(total);
                Logprobs[r] = row[Targets[r]] - max - log;
                Entropies[r] = log - (Vector512.Sum(weighted) + tailWeighted) / total;
            }
        }
    }

    private struct BackwardJob : IJob
    {
        public Tensor Logits, DLogits;
        public int* Targets;
        public float* Logprobs, Gradients;
        public int Live;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Logits.Rows, worker, workers);
            if (DLogits.Type == DType.F32) Rows<Single32>(start, end);
            else Rows<Brain16>(start, end);
        }

        private readonly void Rows<T>(int start, int end) where T : struct, IElement
        {
            int v = Logits.Cols;
            for (int r = start; r < end; r++)
            {
                float* row = (float*)Logits.RowAddress(r);
                byte* d = DLogits.RowAddress(r);
                float g = r < Live ? Gradients[r] : 0;
                if (g == 0)
                {
                    DLogits.RowRange(r, 1).Clear();
                    continue;
                }
                // ln Σe^logit = logit[target] − ln p(target).
                float logSum = row[Targets[r]] - Logprobs[r], atTarget = g - g * MathF.Exp(Logprobs[r]);
                var shift = Vector512.Create(logSum);
                var scale = Vector512.Create(-g);
                int i = 0;
                for (; i <= v - 16; i += 16) T.Store(scale * Simd.Exp(Vector512.Load(row + i) - shift), d, i);
                for (; i < v; i++) T.Set(-g * MathF.Exp(row[i] - logSum), d, i);
                T.Set(atTarget, d, Targets[r]);
            }
        }
    }
}

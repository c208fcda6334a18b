using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>The LM head; 1100 rows make two chunks.</summary>
internal static class LmHeadCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(rows: 1, d: 1, vocabulary: 2),
        .. Shape(rows: 2, d: 32, vocabulary: 100),
        .. Shape(rows: 7, d: 13, vocabulary: 37),
        .. Shape(rows: 140, d: 48, vocabulary: 301),
        .. Shape(rows: 1100, d: 16, vocabulary: 11),
    ];

    private static IEnumerable<OpCase> Shape(int rows, int d, int vocabulary)
    {
        string shape = $"{rows} rows, width {d}, {vocabulary} tokens";
        var targets = SplitMix64.Ids(9, rows, vocabulary);
        Operand x = new("x", rows, d), w = new("w", vocabulary, d);
        Operand logprob = new("logprob", 1, rows, Role.Output, Store.Single), entropy = new("entropy", 1, rows, Role.Output, Store.Single);
        Operand pull = new("pull", 1, rows, Store: Store.Single), dx = new("dx", rows, d, Role.Output, Store.Single), dw = new("dw", vocabulary, d, Role.InOut, Store.Single);
        yield return new("lm head", shape, [x, w, logprob, entropy])
        {
            Fast = r =>
            {
                using var weight = new LinearWeight(r.Device, r["w"]);
                LmHeadOp.Score(r.Device, r.Arena, r["x"], weight, targets, r["logprob"].RowF32(0), r["entropy"].RowF32(0));
            },
            Twin = v => (v["logprob"], v["entropy"]) = ReferenceLmHead.Forward(v["x"], v["w"], targets, vocabulary, d),
        };
        yield return new("lm head backward", shape, [x, w, pull, dx, dw])
        {
            Fast = r =>
            {
                using var weight = new LinearWeight(r.Device, r["w"]);
                LmHeadOp.Backward(r.Device, r.Arena, r["x"], weight, targets, r["pull"].RowF32(0), r["dx"], r["dw"]);
            },
            Twin = v => v["dx"] = ReferenceLmHead.Backward(v["pull"], v["x"], v["w"], targets, vocabulary, d, v["dw"]),
        };
        yield return new("lm head score and backward", shape, [x, w, pull, logprob, entropy, dx, dw])
        {
            Fast = r =>
            {
                using var weight = new LinearWeight(r.Device, r["w"]);
                LmHeadOp.ScoreAndBackward(r.Device, r.Arena, r["x"], weight, targets, r["logprob"].RowF32(0), r["entropy"].RowF32(0), new GivenPull(r["pull"].RowF32(0).ToArray()), r["dx"], r["dw"]);
            },
            Twin = v =>
            {
                (v["logprob"], v["entropy"]) = ReferenceLmHead.Forward(v["x"], v["w"], targets, vocabulary, d);
                v["dx"] = ReferenceLmHead.Backward(v["pull"], v["x"], v["w"], targets, vocabulary, d, v["dw"]);
            },
        };
    }

    /// <summary>A loss whose gradients are fixed beforehand.</summary>
    private sealed class GivenPull(float[] pull) : ITokenLoss
    {
        public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients)
            => pull.AsSpan(first, gradients.Length).CopyTo(gradients);
    }
}

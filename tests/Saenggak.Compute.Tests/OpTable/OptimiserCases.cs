using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>AdamW at the first and at a later step, and the gradient's norm over one and over several chunks.</summary>
internal static class OptimiserCases
{
    public static IEnumerable<OpCase> All =>
    [
        AdamW(1, 1, new(1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, Step: 1, GradientScale: 1)),
        AdamW(7, 33, new(3e-2f, 0.9f, 0.95f, 1e-8f, 0.1f, Step: 1, GradientScale: 0.25f)),
        AdamW(50, 64, new(2e-3f, 0.9f, 0.95f, 1e-6f, 0, Step: 1000, GradientScale: 0.5f)),
        Norm(1, 1),
        Norm(3, 17),
        Norm(100, 401),
    ];

    private static OpCase AdamW(int rows, int cols, AdamWSettings s)
    {
        Operand Single(string name) => new(name, rows, cols, Role.InOut, Store.Single) { Contiguous = true };
        return new("adamw", $"{rows}x{cols}, step {s.Step}",
            [Single("master"), Single("gradient"), Single("first") with { Scale = 0.1 }, Single("second") with { Positive = true }, new("weight", rows, cols, Role.Output) { Contiguous = true }])
        {
            Fast = r =>
            {
                // In f32 the master is the weight the kernels read.
                bool copy = r.Type == DType.BF16;
                AdamWOp.Step(r.Device, r["master"], r["gradient"], r["first"], r["second"], copy ? r["weight"] : r["master"], s);
                if (!copy) r["master"].CopyTo(r["weight"]);
            },
            Twin = v =>
            {
                double[] g = [.. v["gradient"].Select(e => e * s.GradientScale)];
                ReferenceAdamW.Step(v["master"], g, v["first"], v["second"], s.Step, s.LearningRate, s.Beta1, s.Beta2, s.Epsilon, s.WeightDecay);
                v["weight"] = v["master"];
                v["gradient"] = new double[g.Length];
            },
        };
    }

    private static OpCase Norm(int rows, int cols) => new("gradient norm", $"{rows}x{cols}",
        [new("g", rows, cols, Store: Store.Single) { Contiguous = true }, new("norm", 1, 2, Role.Output, Store.Single)])
    {
        Fast = r =>
        {
            double norm = Math.Sqrt(GradNormOp.SumOfSquares(r.Device, r["g"]));
            (r["norm"].RowF32(0)[0], r["norm"].RowF32(0)[1]) = ((float)norm, GradNormOp.ClipScale(norm, 2));
        },
        Twin = v =>
        {
            double norm = ReferenceGradNorm.Norm(v["g"]);
            v["norm"] = [norm, ReferenceGradNorm.Scale(norm, 2)];
        },
    };
}

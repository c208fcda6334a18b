using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Bias, head norms and rotation in one pass; the twin chains one step after the other.</summary>
internal static class QkvCases
{
    private const float Eps = 1e-6f;
    private const double YarnFactor = 1.25;

    public static IEnumerable<OpCase> All =>
    [
        .. Shape(new(1, 1, 8), [1], bias: false, norm: false, interleaved: false),
        .. Shape(new(1, 1, 2), [2], bias: true, norm: true, interleaved: true),
        .. Shape(new(4, 2, 64), [3, 7, 1], bias: true, norm: false, interleaved: false),
        .. Shape(new(7, 1, 8), [3, 7, 1], bias: false, norm: true, interleaved: true),
        .. Shape(new(2, 2, 80), [12, 1], bias: true, norm: true, interleaved: false),
    ];

    private static IEnumerable<OpCase> Shape(HeadShape heads, int[] lengths, bool bias, bool norm, bool interleaved)
    {
        int tokens = lengths.Sum(), k = heads.HeadDim, width = heads.QkvWidth;
        int[] positions = ReferenceRope.Positions(Support.AttentionShape.Offsets(lengths));
        string shape = $"{string.Join('+', lengths)} tokens, {heads.Heads}/{heads.KvHeads} heads of {k}{(bias ? ", bias" : "")}{(norm ? ", norm" : "")}{(interleaved ? ", interleaved" : "")}";
        var inverse = ReferenceRopeFrequencies.Plain<double>(10_000, k);
        List<Operand> weights = bias ? [new("bias", 1, width, Store: Store.Single)] : [];
        if (norm) weights.AddRange([new("qNorm", 1, k, Store: Store.Single), new("kNorm", 1, k, Store: Store.Single)]);

        yield return new("qkv", shape, [new("raw", tokens, width), .. weights, new("qkv", tokens, width, Role.Output)])
        {
            Fast = r => Forward(r, r["qkv"], default),
            Twin = v =>
            {
                var before = BeforeNorm(v);
                double[] q = Queries(before), key = Keys(before);
                if (norm) (q, key) = (ReferenceHeadNorm.Forward(q, v["qNorm"], Eps, tokens, heads.Heads, k), ReferenceHeadNorm.Forward(key, v["kNorm"], Eps, tokens, heads.KvHeads, k));
                q = ReferenceRope.Forward(q, positions, inverse, YarnFactor, heads.Heads, k, interleaved);
                key = ReferenceRope.Forward(key, positions, inverse, YarnFactor, heads.KvHeads, k, interleaved);
                v["qkv"] = QkvRows.Join(heads, tokens, q, key, Values(before));
            },
        };
        Operand[] gradients = norm ? [new("dqNorm", 1, k, Role.InOut, Store.Single), new("dkNorm", 1, k, Role.InOut, Store.Single)] : [];
        yield return new("qkv backward", shape, [new("raw", tokens, width), .. weights, new("dQkv", tokens, width, Role.InOut), .. gradients])
        {
            Fast = r =>
            {
                var normInput = norm ? r.Scratch(DType.F32, tokens, (heads.Heads + heads.KvHeads) * k) : default;
                Forward(r, r.Scratch(r.Type, tokens, width), normInput);
                QkvOp.Backward(r.Device, heads, r["dQkv"], norm ? r["qNorm"] : default, norm ? r["kNorm"] : default, Eps, Tables(r), positions,
                    normInput, norm ? r["dqNorm"] : default, norm ? r["dkNorm"] : default);
            },
            Twin = v =>
            {
                double[] before = BeforeNorm(v), dq = Queries(v["dQkv"]), dk = Keys(v["dQkv"]), dv = Values(v["dQkv"]);
                dq = ReferenceRope.Backward(dq, positions, inverse, YarnFactor, heads.Heads, k, interleaved);
                dk = ReferenceRope.Backward(dk, positions, inverse, YarnFactor, heads.KvHeads, k, interleaved);
                if (norm)
                {
                    dq = ReferenceHeadNorm.Backward(dq, Queries(before), v["qNorm"], Eps, tokens, heads.Heads, k, v["dqNorm"]);
                    dk = ReferenceHeadNorm.Backward(dk, Keys(before), v["kNorm"], Eps, tokens, heads.KvHeads, k, v["dkNorm"]);
                }
                v["dQkv"] = QkvRows.Join(heads, tokens, dq, dk, dv);
            },
        };

        double[] BeforeNorm(Dictionary<string, double[]> v) => [.. v["raw"].Select((x, i) => bias ? x + v["bias"][i % width] : x)];
        double[] Queries(double[] rows) => QkvRows.Queries(heads, rows);
        double[] Keys(double[] rows) => QkvRows.Keys(heads, rows);
        double[] Values(double[] rows) => QkvRows.Values(heads, rows);

        RotaryTables Tables(OpRun r)
        {
            int last = positions.Max() + 1;
            Tensor cos = r.Scratch(DType.F32, last, k / 2), sin = r.Scratch(DType.F32, last, k / 2);
            for (int p = 0; p < last; p++)
            {
                for (int i = 0; i < k / 2; i++) (cos.RowF32(p)[i], sin.RowF32(p)[i]) = ((float)(Math.Cos(p * inverse[i]) * YarnFactor), (float)(Math.Sin(p * inverse[i]) * YarnFactor));
            }
            return new(cos, sin, interleaved);
        }

        void Forward(OpRun r, in Tensor qkv, in Tensor normInput)
            => QkvOp.Forward(r.Device, heads, r["raw"], bias ? r["bias"] : default, norm ? r["qNorm"] : default, norm ? r["kNorm"] : default, Eps, Tables(r), positions, qkv, normInput);
    }
}

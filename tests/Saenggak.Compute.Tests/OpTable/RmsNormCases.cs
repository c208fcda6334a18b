using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

internal static class RmsNormCases
{
    private const float Eps = 1e-5f;

    public static IEnumerable<OpCase> All =>
    [
        .. Shape(tokens: 1, d: 1),
        .. Shape(tokens: 1, d: 16),
        .. Shape(tokens: 5, d: 13),
        .. Shape(tokens: 37, d: 200),
    ];

    private static IEnumerable<OpCase> Shape(int tokens, int d)
    {
        string shape = $"{tokens} tokens, width {d}";
        Operand residual = new("residual", tokens, d, Store: Store.Single), w = new("w", 1, d, Store: Store.Single);
        Operand delta = new("delta", tokens, d), y = new("y", tokens, d, Role.Output);
        yield return new("rms norm", shape, [residual, w, new("sum", tokens, d, Role.Output, Store.Single), y])
        {
            Fast = r => RmsNormOp.Forward(r.Device, r["residual"], default, r["w"], Eps, r["sum"], r["y"], r.Scratch(DType.F32, 1, tokens)),
            Twin = v => (v["sum"], v["y"]) = (v["residual"], ReferenceRmsNorm.Forward(v["residual"], v["w"], Eps, tokens, d)),
        };
        yield return new("rms norm fused", shape, [residual, delta, w, new("sum", tokens, d, Role.Output, Store.Single), y])
        {
            Fast = r => RmsNormOp.Forward(r.Device, r["residual"], r["delta"], r["w"], Eps, r["sum"], r["y"], r.Scratch(DType.F32, 1, tokens)),
            Twin = v =>
            {
                v["sum"] = [.. v["residual"]];
                v["y"] = ReferenceRmsNorm.ForwardFused(v["sum"], v["delta"], v["w"], Eps, tokens, d);
            },
        };
        yield return new("rms norm in place", shape, [residual with { Role = Role.InOut }, delta, w, y])
        {
            Fast = r => RmsNormOp.Forward(r.Device, r["residual"], r["delta"], r["w"], Eps, r["residual"], r["y"], r.Scratch(DType.F32, 1, tokens)),
            Twin = v => v["y"] = ReferenceRmsNorm.ForwardFused(v["residual"], v["delta"], v["w"], Eps, tokens, d),
        };
        yield return new("rms norm backward", shape,
            [residual, w, new("dy", tokens, d), new("dResidual", tokens, d, Role.InOut, Store.Single), new("dw", 1, d, Role.InOut, Store.Single), new("copy", tokens, d, Role.Output)])
        {
            Fast = r => Backward(r, tokens, d),
            Twin = v =>
            {
                ReferenceRmsNorm.BackwardFused(v["dy"], v["residual"], v["w"], Eps, tokens, d, v["dResidual"], v["dw"]);
                v["copy"] = v["dResidual"];
            },
        };
    }

    private static void Backward(OpRun r, int tokens, int d)
    {
        Tensor sum = r.Scratch(DType.F32, tokens, d), y = r.Scratch(r.Type, tokens, d), inverse = r.Scratch(DType.F32, 1, tokens);
        RmsNormOp.Forward(r.Device, r["residual"], default, r["w"], Eps, sum, y, inverse);
        RmsNormOp.Backward(r.Device, r["dy"], sum, r["w"], inverse, r["dResidual"], r["dw"], r["copy"]);
    }
}

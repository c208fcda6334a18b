using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

internal static class SwiGluCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(tokens: 1, f: 1),
        .. Shape(tokens: 3, f: 16),
        .. Shape(tokens: 29, f: 77),
    ];

    private static IEnumerable<OpCase> Shape(int tokens, int f)
    {
        string shape = $"{tokens} tokens, width {f}";
        var gu = new Operand("gu", tokens, 2 * f) { Scale = 8 };
        Operand dh = new("dh", tokens, f), h = new("h", tokens, f, Role.Output);
        yield return new("swiglu", shape, [gu, h])
        {
            Fast = r => SwiGluOp.Forward(r.Device, r["gu"], r["h"]),
            Twin = v => v["h"] = ReferenceSwiGlu.Forward(v["gu"], tokens, f),
        };
        yield return new("swiglu backward", shape, [gu, dh, new("dgu", tokens, 2 * f, Role.Output), h])
        {
            Fast = r => SwiGluOp.Backward(r.Device, r["dh"], r["gu"], r["dgu"], r["h"]),
            Twin = v => (v["dgu"], v["h"]) = (ReferenceSwiGlu.Backward(v["dh"], v["gu"], tokens, f), ReferenceSwiGlu.Forward(v["gu"], tokens, f)),
        };
        yield return new("swiglu backward in place, f32 gradient", shape, [gu with { Role = Role.InOut }, dh with { Store = Store.Single }])
        {
            Fast = r => SwiGluOp.Backward(r.Device, r["dh"], r["gu"], r["gu"], default),
            Twin = v => v["gu"] = ReferenceSwiGlu.Backward(v["dh"], v["gu"], tokens, f),
        };
    }
}

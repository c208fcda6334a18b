using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

internal static class ScalarHeadCases
{
    public static IEnumerable<OpCase> All => [.. Shape(rows: 1, d: 1), .. Shape(rows: 5, d: 37)];

    private static IEnumerable<OpCase> Shape(int rows, int d)
    {
        string shape = $"{rows} rows, width {d}";
        Operand x = new("x", rows, d), w = new("w", 1, d, Store: Store.Single);
        yield return new("scalar head", shape, [x, w, new("y", 1, rows, Role.Output, Store.Single)])
        {
            Fast = r => ScalarHeadOp.Forward(r["x"], r["w"], r["y"].RowF32(0)),
            Twin = v => v["y"] = ReferenceScalarHead.Forward(v["x"], v["w"], rows),
        };
        yield return new("scalar head backward", shape,
            [x, w, new("dy", 1, rows, Store: Store.Single), new("dx", rows, d, Role.Output, Store.Single), new("dw", 1, d, Role.InOut, Store.Single)])
        {
            Fast = r => ScalarHeadOp.Backward(r["x"], r["w"], r["dy"].RowF32(0), r["dx"], r["dw"]),
            Twin = v => v["dx"] = ReferenceScalarHead.Backward(v["dy"], v["x"], v["w"], rows, v["dw"]),
        };
    }
}

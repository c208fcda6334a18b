using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Matrix products: a row or two (MatVec), column-split, row-split, and shapes that fill no vector.</summary>
internal static class LinearCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(tokens: 1, n: 1, k: 1),
        .. Shape(tokens: 1, n: 8, k: 16),
        .. Shape(tokens: 2, n: 44, k: 48),
        .. Shape(tokens: 2, n: 5, k: 48),
        .. Shape(tokens: 3, n: 7, k: 5),
        .. Shape(tokens: 33, n: 200, k: 64).Where(c => !c.Op.EndsWith(" to f32", StringComparison.Ordinal)),
        .. Shape(tokens: 130, n: 70, k: 33),
        // Equal shares: several workers run one compiled product at once. Compiling is what takes the time of these cases.
        .. Shape(tokens: 192, n: 70, k: 48).Where(c => c.Op is "linear" or "linear backward input" or "linear backward weight"),
        .. Shape(tokens: 200, n: 192, k: 64).Where(c => c.Op is "linear" or "linear backward input" or "linear backward weight"),
        // AMX tiles: weights packed as they are read, two blocks of depth, ragged rows and columns, half a block.
        .. Shape(tokens: 301, n: 40, k: 544).Where(c => c.Op is "linear" or "linear accumulated" or "linear accumulated to f32"),
        .. Shape(tokens: 272, n: 544, k: 72).Where(c => c.Op is "linear backward input" or "linear backward input accumulated"),
        // The same with sums that stay in C: depth below one block, and in two runs of depth.
        .. Shape(tokens: 256, n: 96, k: 64).Where(c => c.Op is "linear to f32" or "linear accumulated to f32"),
        .. Shape(tokens: 272, n: 384, k: 1056).Where(c => c.Op is "linear accumulated to f32"),
        .. Shape(tokens: 608, n: 48, k: 96).Where(c => c.Op is "linear backward weight"),
        .. Shape(tokens: 20, n: 64, k: 32).Where(c => c.Op is "linear" or "linear to f32" or "linear accumulated to f32"),
    ];

    private static IEnumerable<OpCase> Shape(int tokens, int n, int k)
    {
        string shape = $"{tokens} tokens, {k} to {n}";
        foreach (var store in new[] { Store.Run, Store.Single })
        {
            string to = store == Store.Run ? "" : " to f32";
            yield return new($"linear{to}", shape, [new("x", tokens, k), new("w", n, k), new("y", tokens, n, Role.Output, store)])
            {
                Fast = r => Forward(r, accumulate: false),
                Twin = v => v["y"] = ReferenceLinear.Forward(v["x"], v["w"], null, tokens, n, k),
            };
            yield return new($"linear accumulated{to}", shape, [new("x", tokens, k), new("w", n, k), new("y", tokens, n, Role.InOut, store)])
            {
                Fast = r => Forward(r, accumulate: true),
                Twin = v => v["y"] = Sum(v["y"], ReferenceLinear.Forward(v["x"], v["w"], null, tokens, n, k)),
            };
            yield return new($"linear backward input{to}", shape, [new("dy", tokens, n), new("w", n, k), new("dx", tokens, k, Role.Output, store)])
            {
                Fast = r => BackwardInput(r, accumulate: false),
                Twin = v => v["dx"] = ReferenceLinear.BackwardInput(v["dy"], v["w"], tokens, n, k),
            };
        }
        yield return new("linear backward input accumulated", shape, [new("dy", tokens, n), new("w", n, k), new("dx", tokens, k, Role.InOut, Store.Single)])
        {
            Fast = r => BackwardInput(r, accumulate: true),
            Twin = v => v["dx"] = Sum(v["dx"], ReferenceLinear.BackwardInput(v["dy"], v["w"], tokens, n, k)),
        };
        yield return new("linear backward weight", shape, [new("dy", tokens, n), new("x", tokens, k), new("dw", n, k, Role.InOut, Store.Single)])
        {
            Fast = r => LinearOp.BackwardWeight(r.Device, r["dy"], r["x"], r["dw"]),
            Twin = v => ReferenceLinear.BackwardWeight(v["dy"], v["x"], tokens, n, k, v["dw"], null),
        };
        yield return new("bias", shape, [new("b", 1, n, Store: Store.Single), new("y", tokens, n, Role.InOut)])
        {
            Fast = r => LinearOp.AddBias(r.Device, r["y"], r["b"]),
            Twin = v => v["y"] = Sum(v["y"], ReferenceLinear.Forward(new double[tokens], new double[n], v["b"], tokens, n, 1)),
        };
        yield return new("bias backward", shape, [new("dy", tokens, n), new("db", 1, n, Role.InOut, Store.Single)])
        {
            Fast = r => LinearOp.BackwardBias(r.Device, r["dy"], r["db"]),
            Twin = v => ReferenceLinear.BackwardWeight(v["dy"], new double[tokens], tokens, n, 1, new double[n], v["db"]),
        };
    }

    private static void Forward(OpRun r, bool accumulate)
    {
        using var w = new LinearWeight(r.Device, r["w"]);
        LinearOp.Forward(r.Device, r["x"], w, r["y"], accumulate);
    }

    private static void BackwardInput(OpRun r, bool accumulate)
    {
        using var w = new LinearWeight(r.Device, r["w"]);
        LinearOp.BackwardInput(r.Device, r["dy"], w, r["dx"], accumulate);
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}

using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Products with weights in eight bits: a few rows (streams and what they leave), many (tiles or unpacked), shapes that fill no block.</summary>
internal static class Int8Cases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(tokens: 1, n: 1, k: 1),
        .. Shape(tokens: 1, n: 272, k: 96),
        .. Shape(tokens: 2, n: 130, k: 64),
        .. Shape(tokens: 3, n: 200, k: 172),
        .. Shape(tokens: 4, n: 24, k: 33),
        .. Shape(tokens: 5, n: 7, k: 5),
        .. Shape(tokens: 16, n: 48, k: 544),
        .. Shape(tokens: 33, n: 200, k: 64),
        .. Shape(tokens: 130, n: 300, k: 172),
        .. Shape(tokens: 301, n: 40, k: 544),
        new("embedding int8", "5 ids of 40, 172 wide", [new("w", 40, 172), new("y", 5, 172, Role.Output, Store.Single)])
        {
            Fast = r =>
            {
                using var w = Rounded(r);
                EmbeddingOp.Forward(r.Device, w, [39, 0, 17, 16, 39], r["y"]);
            },
            Twin = v => v["y"] = ReferenceEmbedding.Forward(ReferenceInt8.Round(v["w"], 40, 172), [39, 0, 17, 16, 39], 172),
        },
    ];

    private static IEnumerable<OpCase> Shape(int tokens, int n, int k)
    {
        foreach (var store in new[] { Store.Run, Store.Single })
        {
            foreach (bool accumulate in new[] { false, true })
            {
                string op = $"linear int8{(accumulate ? " accumulated" : "")}{(store == Store.Run ? "" : " to f32")}";
                yield return new(op, $"{tokens} tokens, {k} to {n}", [new("x", tokens, k), new("w", n, k), new("y", tokens, n, accumulate ? Role.InOut : Role.Output, store)])
                {
                    // A few rows of x are rounded to sixteen bits.
                    SingleTolerance = 5e-5,
                    Fast = r =>
                    {
                        using var narrow = Rounded(r);
                        using var w = new LinearWeight(r.Device, narrow);
                        LinearOp.Forward(r.Device, r["x"], w, r["y"], accumulate);
                    },
                    Twin = v =>
                    {
                        var y = ReferenceLinear.Forward(v["x"], ReferenceInt8.Round(v["w"], n, k), null, tokens, n, k);
                        v["y"] = accumulate ? [.. v["y"].Zip(y, (a, b) => a + b)] : y;
                    },
                };
            }
        }
    }

    private static Int8Matrix Rounded(OpRun r)
    {
        var result = new Int8Matrix(r["w"].Rows, r["w"].Cols);
        result.Set(r.Device, r["w"]);
        return result;
    }
}

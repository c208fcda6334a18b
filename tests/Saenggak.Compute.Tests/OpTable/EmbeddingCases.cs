using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.OpTable;

internal static class EmbeddingCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(tokens: 1, vocabulary: 1, d: 1),
        .. Shape(tokens: 11, vocabulary: 3, d: 13),
        .. Shape(tokens: 40, vocabulary: 17, d: 80),
    ];

    private static IEnumerable<OpCase> Shape(int tokens, int vocabulary, int d)
    {
        var ids = SplitMix64.Ids(9, tokens, vocabulary);
        string shape = $"{tokens} of {vocabulary}, width {d}";
        yield return new("embedding", shape, [new("w", vocabulary, d), new("y", tokens, d, Role.Output, Store.Single)])
        {
            Fast = r => EmbeddingOp.Forward(r.Device, r["w"], ids, r["y"]),
            Twin = v => v["y"] = ReferenceEmbedding.Forward(v["w"], ids, d),
        };
        yield return new("embedding backward", shape, [new("dy", tokens, d, Store: Store.Single), new("dw", vocabulary, d, Role.InOut, Store.Single)])
        {
            Fast = r => EmbeddingOp.Backward(r.Device, r["dy"], ids, r["dw"]),
            Twin = v => ReferenceEmbedding.Backward(v["dy"], ids, d, v["dw"]),
        };
    }
}

using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Packed attention: single tokens, several sequences, sequences longer than a tile of 64, windows, groups of 1, 2 and 7.</summary>
internal static class AttentionCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Shape(new([1], 1, 1, 8)),
        .. Shape(new([3, 7, 1], 4, 2, 8, Window: 4)),
        .. Shape(new([1, 5], 7, 1, 8)),
        .. Shape(new([65, 1, 64], 2, 2, 64)),
        .. Shape(new([130], 2, 1, 40)),
        .. Shape(new([150, 3], 2, 1, 16, Window: 1)),
        .. Shape(new([200], 1, 1, 16, Window: 70)),
        .. Shape(new([140, 9], 14, 2, 8, Window: 64)),
        // Head dims that AMX tiles take; more keys than a chunk of 256.
        .. Shape(new([20, 96, 1], 4, 2, 32)),
        .. Shape(new([300, 33], 2, 1, 32)),
        .. Shape(new([290, 2], 2, 2, 64, Window: 100)),
        // More keys than tiles work on at a time: 1024 of 256 columns forward, 256 backward.
        .. Shape(new([1030, 3], 1, 1, 256)),
        .. Shape(new([700], 2, 1, 256, Window: 300)),
    ];

    private static IEnumerable<OpCase> Shape(AttentionShape s)
    {
        var heads = new HeadShape(s.Heads, s.KvHeads, s.Dim);
        int window = s.Window ?? int.MaxValue;
        var qkv = new Operand("qkv", s.Tokens, heads.QkvWidth) { Scale = 2 };
        yield return new("attention", s.ToString(), [qkv, new("o", s.Tokens, s.QueryWidth, Role.Output)])
        {
            Fast = r => AttentionOp.Forward(r.Device, heads, r["qkv"], s.CuSeqlens, window, r["o"], default),
            Twin = v =>
            {
                var (q, k, val) = Split(v["qkv"]);
                v["o"] = ReferenceAttention.Forward(q, k, val, s.CuSeqlens, s.Heads, s.KvHeads, s.Dim, s.Window);
            },
        };
        yield return new("attention backward", s.ToString(), [qkv, new("dO", s.Tokens, s.QueryWidth), new("dQkv", s.Tokens, heads.QkvWidth, Role.Output)])
        {
            Fast = r =>
            {
                Tensor o = r.Scratch(r.Type, s.Tokens, s.QueryWidth), logSumExp = r.Scratch(DType.F32, s.Heads, s.Tokens);
                AttentionOp.Forward(r.Device, heads, r["qkv"], s.CuSeqlens, window, o, logSumExp);
                AttentionOp.Backward(r.Device, heads, r["qkv"], o, logSumExp, r["dO"], s.CuSeqlens, window, r["dQkv"]);
            },
            Twin = v =>
            {
                var (q, k, val) = Split(v["qkv"]);
                var (dq, dk, dv) = ReferenceAttention.Backward(v["dO"], q, k, val, s.CuSeqlens, s.Heads, s.KvHeads, s.Dim, s.Window);
                v["dQkv"] = QkvRows.Join(heads, s.Tokens, dq, dk, dv);
            },
        };

        (double[] Q, double[] K, double[] V) Split(double[] rows) => (QkvRows.Queries(heads, rows), QkvRows.Keys(heads, rows), QkvRows.Values(heads, rows));
    }
}

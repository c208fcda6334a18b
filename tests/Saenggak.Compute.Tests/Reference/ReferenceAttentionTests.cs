using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Reference;

public sealed class ReferenceAttentionTests
{
    public static TheoryData<AttentionShape> Shapes =>
    [
        new([1], 1, 1, 8),
        new([3, 7, 1], 1, 1, 8),
        new([3, 7, 1], 4, 2, 8, Window: 4),
        new([1, 5], 7, 1, 8),
        new([3, 1], 2, 1, 64, Window: 2),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_MatchesFiniteDifferences(AttentionShape shape)
    {
        double[] q = SplitMix64.Signed(1, shape.Tokens * shape.QueryWidth, 2), k = SplitMix64.Signed(2, shape.Tokens * shape.KeyWidth, 2);
        double[] v = SplitMix64.Signed(3, shape.Tokens * shape.KeyWidth), dO = SplitMix64.Signed(4, q.Length);
        var (dq, dk, dv) = ReferenceAttention.Backward(dO, q, k, v, shape.CuSeqlens, shape.Heads, shape.KvHeads, shape.Dim, shape.Window);
        double Loss() => FiniteDifferences.Dot(Forward(shape, q, k, v), dO);
        FiniteDifferences.Check("dq", q, dq, Loss);
        FiniteDifferences.Check("dk", k, dk, Loss);
        FiniteDifferences.Check("dv", v, dv, Loss);
    }

    [Fact]
    public void Forward_PackedSequencesDoNotSeeEachOther()
    {
        var packed = new AttentionShape([3, 7, 1], 4, 2, 8);
        double[] q = SplitMix64.Signed(1, packed.Tokens * packed.QueryWidth), k = SplitMix64.Signed(2, packed.Tokens * packed.KeyWidth), v = SplitMix64.Signed(3, k.Length);
        var together = Forward(packed, q, k, v);
        for (int s = 0; s < 3; s++)
        {
            int start = packed.CuSeqlens[s], end = packed.CuSeqlens[s + 1];
            double[] Rows(double[] all, int width) => all[(start * width)..(end * width)];
            var alone = Forward(packed with { Lengths = [end - start] }, Rows(q, packed.QueryWidth), Rows(k, packed.KeyWidth), Rows(v, packed.KeyWidth));
            Assert.Equal(alone, Rows(together, packed.QueryWidth));
        }
    }

    [Fact]
    public void Forward_WindowOfOneCopiesTheValue()
    {
        var shape = new AttentionShape([4], 1, 1, 8, Window: 1);
        double[] q = SplitMix64.Signed(1, 32), k = SplitMix64.Signed(2, 32), v = SplitMix64.Signed(3, 32);
        Assert.Equal(v, Forward(shape, q, k, v));
    }

    [Fact]
    public void Forward_WindowHidesWhatLiesFurtherBack()
    {
        var shape = new AttentionShape([7], 1, 1, 8, Window: 4);
        double[] q = SplitMix64.Signed(1, 56), k = SplitMix64.Signed(2, 56), v = SplitMix64.Signed(3, 56);
        var before = Forward(shape, q, k, v);
        // Token 2 is seen by tokens 2 to 5 and by no other.
        for (int c = 16; c < 24; c++) v[c] += 1;
        var after = Forward(shape, q, k, v);
        for (int t = 0; t < 7; t++)
        {
            Assert.Equal(t is >= 2 and <= 5, !before.AsSpan(t * 8, 8).SequenceEqual(after.AsSpan(t * 8, 8)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Decode_MatchesTheLastRowsOfFullAttention(int fresh)
    {
        var shape = new AttentionShape([10, 12], 4, 2, 8, Window: 4);
        double[] q = SplitMix64.Signed(1, shape.Tokens * shape.QueryWidth), k = SplitMix64.Signed(2, shape.Tokens * shape.KeyWidth), v = SplitMix64.Signed(3, k.Length);
        var full = Forward(shape, q, k, v);
        double[] LastRows(double[] all) => [.. shape.CuSeqlens[1..].SelectMany(end => all[((end - fresh) * shape.QueryWidth)..(end * shape.QueryWidth)])];
        var decoded = ReferenceDecodeAttention.Forward(LastRows(q), k, v, [0, fresh, 2 * fresh], shape.CuSeqlens, shape.Heads, shape.KvHeads, shape.Dim, shape.Window);
        Assert.Equal(LastRows(full), decoded);
    }

    private static double[] Forward(AttentionShape s, double[] q, double[] k, double[] v)
        => ReferenceAttention.Forward(q, k, v, s.CuSeqlens, s.Heads, s.KvHeads, s.Dim, s.Window);
}

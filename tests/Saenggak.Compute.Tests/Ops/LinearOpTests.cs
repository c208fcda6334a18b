using Saenggak.Compute.Ops;
using Saenggak.Compute.Cpu.Amx;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Ops;

public sealed class LinearOpTests : ComputeTest
{
    [Fact]
    public void BackwardWeight_OperandsOfTwoTypesDoNotShareAProductWithThoseOfOne()
    {
        using var device = new Device(1);
        using var arena = new Arena(1 << 16);
        Tensor dy = arena.Allocate(DType.F32, 6, 8), x = arena.Allocate(DType.F32, 6, 16), narrow = arena.Allocate(DType.BF16, 6, 16);
        dy.SpanF32.Fill(0.5f);
        x.SpanF32.Fill(2);
        x.CopyTo(narrow);
        Tensor same = arena.Zeros(DType.F32, 8, 16), mixed = arena.Zeros(DType.F32, 8, 16);
        LinearOp.BackwardWeight(device, dy, x, same);
        LinearOp.BackwardWeight(device, dy, narrow, mixed);
        Assert.Equal(Enumerable.Repeat(6f, 128), same.ToArray());
        Assert.Equal(Enumerable.Repeat(6f, 128), mixed.ToArray());
    }

    [Fact]
    public void ForwardAndBackward_UseNewWeightsAfterRefresh()
    {
        using var device = new Device(2);
        using var arena = new Arena(1 << 16);
        Tensor x = arena.Allocate(DType.F32, 5, 16), weights = arena.Allocate(DType.F32, 8, 16), y = arena.Allocate(DType.F32, 5, 8);
        x.SpanF32.Fill(1);
        weights.SpanF32.Fill(1);
        using var w = new LinearWeight(device, weights);
        LinearOp.Forward(device, x, w, y);
        weights.SpanF32.Fill(3);
        w.Refresh();
        LinearOp.Forward(device, x, w, y);
        Assert.Equal(Enumerable.Repeat(48f, 40), y.ToArray());
        Tensor dx = arena.Allocate(DType.F32, 5, 16);
        LinearOp.BackwardInput(device, y, w, dx);
        weights.SpanF32.Fill(-1);
        w.Refresh();
        LinearOp.BackwardInput(device, y, w, dx);
        Assert.Equal(Enumerable.Repeat(-384f, 80), dx.ToArray());
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(61)]
    [InlineData(129)]
    [InlineData(300)]
    public void Forward_OnTiles_GivesARowTheSameBitsAmongAnyNeighbours(int rows)
    {
        Skip.IfNot(AmxKernel.IsAvailable, "needs a processor with AMX");
        using var arena = new Arena(1 << 20);
        const int depth = 544, columns = 72;
        Tensor all = arena.Allocate(DType.F32, 300, depth), x = arena.Allocate(DType.BF16, 300, depth);
        Tensor weights = arena.Allocate(DType.F32, columns, depth), narrow = arena.Allocate(DType.BF16, columns, depth);
        foreach (var (tensor, seed) in new[] { (all, 1UL), (weights, 2UL) })
        {
            var drawn = SplitMix64.Signed(seed, (int)tensor.Length, 1);
            for (int i = 0; i < drawn.Length; i++) tensor.SpanF32[i] = (float)drawn[i];
        }
        all.CopyTo(x);
        weights.CopyTo(narrow);
        Tensor expected = arena.Allocate(DType.F32, 300, columns), y = arena.Allocate(DType.F32, rows, columns);
        using (var one = new Device(1))
        using (var w = new LinearWeight(one, narrow)) LinearOp.Forward(one, x, w, expected);
        using (var two = new Device(2))
        using (var w = new LinearWeight(two, narrow)) LinearOp.Forward(two, x.RowRange(0, rows), w, y);
        Assert.Equal(expected.RowRange(0, rows).ToArray(), y.ToArray());
    }
}

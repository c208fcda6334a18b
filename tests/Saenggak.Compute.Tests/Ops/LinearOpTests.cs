using Saenggak.Compute.Ops;
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
}

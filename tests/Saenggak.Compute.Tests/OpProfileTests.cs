using Saenggak.Compute.Ops;
using Xunit;

namespace Saenggak.Compute.Tests;

public class OpProfileTests
{
    [Fact]
    public void Times_CountCallsOperationsAndBytesOfEachOp()
    {
        using var device = new Device(2);
        using var arena = new Arena(1 << 20);
        Tensor x = arena.Zeros(DType.F32, 8, 32), w = arena.Zeros(DType.F32, 48, 32), y = arena.Allocate(DType.F32, 8, 48), h = arena.Allocate(DType.F32, 8, 24);
        using var weight = new LinearWeight(device, w);
        LinearOp.Forward(device, x, weight, y);
        device.Workers.Profile = new OpProfile();
        LinearOp.Forward(device, x, weight, y);
        LinearOp.Forward(device, x, weight, y);
        SwiGluOp.Forward(device, y, h);
        var times = device.Workers.Profile.Times;
        device.Workers.Profile = null;
        SwiGluOp.Forward(device, y, h);

        Assert.Equal(2, times.Count);
        var linear = times.Single(t => t.Key == new OpKey("linear_forward", 48, 32));
        Assert.Equal((2L, 2 * 2.0 * 8 * 32 * 48, 2 * 4.0 * (8 * 32 + 48 * 32 + 8 * 48)), (linear.Calls, linear.Flops, linear.Bytes));
        Assert.Equal(1, times.Single(t => t.Key.Name == "swiglu_forward").Calls);
        Assert.All(times, t => Assert.InRange(t.Busy, 0, 1));
        Assert.All(times, t => Assert.True(t.Seconds > 0));
    }

    [Fact]
    public void Times_OfAnOpLeaveOutTheOpsInsideIt()
    {
        using var workers = new Workers(1);
        var profile = workers.Profile = new OpProfile();
        using (workers.Measure(new("outer")))
        {
            using (workers.Measure(new("inner"))) Thread.Sleep(30);
        }
        double outer = profile.Times.Single(t => t.Key.Name == "outer").Seconds, inner = profile.Times.Single(t => t.Key.Name == "inner").Seconds;
        Assert.True(outer < inner, $"outer {outer}, inner {inner}");
    }
}

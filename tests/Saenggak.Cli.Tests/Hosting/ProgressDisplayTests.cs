using Saenggak.Cli.Hosting;
using Saenggak.Training;

namespace Saenggak.Cli.Tests.Hosting;

public sealed class ProgressDisplayTests : IDisposable
{
    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }
        public override long GetTimestamp() => Now.Ticks;
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    private readonly HandClock clock = new();
    private readonly StringWriter text = new();

    public void Dispose() => text.Dispose();

    private void Report(ProgressDisplay display, double second, RunStatus status)
    {
        clock.Now = TimeSpan.FromSeconds(second);
        display.Report(status);
    }

    [Fact]
    public void Plain_WritesFirstAndLastAndALineNowAndThen()
    {
        using var display = new ProgressDisplay(text, liveWidth: 0, clock);
        for (int step = 0; step <= 30; step++) Report(display, step, new RunStatus("sft", step, 30) { Loss = 2 - (step / 30.0) });
        Assert.Equal("""
            sft 0/30  loss 2.0000
            sft 10/30  loss 1.6667  20s left
            sft 20/30  loss 1.3333  10s left
            sft 30/30  loss 1.0000  in 30s

            """, text.ToString());
    }

    [Fact]
    public void TimeLeft_CountsOnlyStepsOfThisSitting()
    {
        using var display = new ProgressDisplay(text, liveWidth: 0, clock);
        Report(display, 0, new RunStatus("grpo", 900, 1000));
        Report(display, 100, new RunStatus("grpo", 910, 1000) { Reward = 0.4567, TokensPerSecond = 12345.6, Note = "val 41.2 %" });
        Assert.EndsWith("grpo 910/1000  reward 0.457  12,346 tok/s  15m00s left  val 41.2 %\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NewStage_IsShownAtOnce()
    {
        using var display = new ProgressDisplay(text, liveWidth: 0, clock);
        Report(display, 0, new RunStatus("rollout", 0, 0));
        Report(display, 1, new RunStatus("rollout", 1, 0));
        Report(display, 2, new RunStatus("train", 1, 4));
        Assert.Equal("rollout 0\ntrain 1/4\n", text.ToString());
    }

    [Fact]
    public void Live_RedrawsOneLineAndMessagesStayAboveIt()
    {
        using (var display = new ProgressDisplay(text, liveWidth: 80, clock))
        {
            Report(display, 0, new RunStatus("sft", 0, 9));
            Report(display, 0.01, new RunStatus("sft", 1, 9));
            Report(display, 0.2, new RunStatus("sft", 2, 9));
            display.Message("saved checkpoint-2");
        }
        Assert.Equal("\rsft 0/9\u001b[K\rsft 2/9  1s left\u001b[K\r\u001b[Ksaved checkpoint-2\n\rsft 2/9  1s left\u001b[K\n", text.ToString());
    }

    [Fact]
    public void Live_NeverFillsTheTerminalsWidth()
    {
        using var display = new ProgressDisplay(text, liveWidth: 20, clock);
        Report(display, 0, new RunStatus("sft", 1, 9) { Note = "정답률이 올라갑니다" });
        Assert.Equal("\rsft 1/9  정답률이 \u001b[K", text.ToString());
    }
}

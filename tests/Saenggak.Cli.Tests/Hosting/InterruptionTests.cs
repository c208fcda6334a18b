using System.Diagnostics;
using System.Globalization;
using Saenggak.Cli.Hosting;

namespace Saenggak.Cli.Tests.Hosting;

/// <summary>A signal reaches the whole process, so nothing else runs beside these tests.</summary>
[CollectionDefinition("signals", DisableParallelization = true)]
public class Signals;

[Collection("signals")]
public class InterruptionTests
{
    private static async Task<(int Code, string Error)> RunAndSignal(string signal, Func<VerbContext, Task> afterwards)
    {
        var verb = new Verb("wait", "Waits for a signal").Does(async context =>
        {
            using var kill = Process.Start("kill", ["-s", signal, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            var signalled = new TaskCompletionSource();
            using var registration = context.Stop.Register(signalled.SetResult);
            await signalled.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await afterwards(context);
        });
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([verb]).RunAsync(["wait"], output, error);
        return (code, error.ToString());
    }

    [Fact]
    public async Task Interrupt_StopsAfterSaving()
    {
        bool saved = false;
        var (code, error) = await RunAndSignal("INT", _ =>
        {
            saved = true;
            return Task.CompletedTask;
        });
        Assert.Equal((130, true), (code, saved));
        Assert.Equal("saenggak: stopping after the current step; once more to stop at once\n", error);
    }

    [Fact]
    public async Task Terminate_StopsAVerbThatThrowsOnCancellation()
    {
        var (code, error) = await RunAndSignal("TERM", context =>
        {
            context.Stop.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        });
        Assert.Equal(143, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task InterceptedInterrupt_StopsNothing()
    {
        using var taken = new SemaphoreSlim(0);
        using StringWriter output = new(), error = new();
        var verb = new Verb("chat", "Takes the signal for itself").Does(async context =>
        {
            using var interception = Interruption.Intercept(() => taken.Release() >= 0);
            using var kill = Process.Start("kill", ["-s", "INT", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            Assert.True(await taken.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.False(context.Stop.IsCancellationRequested);
        });
        Assert.Equal(0, await new CommandLineHost([verb]).RunAsync(["chat"], output, error));
        Assert.Equal("", error.ToString());
    }
}

using System.Diagnostics;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>Runs the program itself and kills it as <c>kill -9</c> does.</summary>
[Trait("speed", "slow")]
public sealed class KilledRunTests : IDisposable
{
    private readonly TinyTraining run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void Sft_KilledAgainAndAgainEndsWithTheSameBits()
        => EndsAlike(name => run.Sft(name, "--set", "train.max_steps=120", "--set", "train.save_every=1", "--set", "train.keep_last=3"), 120, kills: 4);

    [Fact]
    public void Grpo_KilledAgainAndAgainEndsWithTheSameBits()
        => EndsAlike(name => run.Grpo(name, "--set", "train.steps=60", "--set", "train.save_every=1", "--set", "train.keep_last=3"), 60, kills: 3);

    private void EndsAlike(Func<string, string[]> arguments, int steps, int kills)
    {
        using (var straight = Start(arguments("straight"))) Finish(straight);
        var random = new Random(steps);
        for (int i = 1; i <= kills; i++)
        {
            using var process = Start(arguments("killed"));
            // Once this sitting has saved something, at no particular moment: most of the time goes into saving.
            int before = LastStep();
            while (LastStep() <= before && !process.HasExited) Thread.Sleep(5);
            Thread.Sleep(random.Next(60));
            Assert.False(process.HasExited, "the run ended before it could be killed; it needs more steps");
            process.Kill();
            process.WaitForExit();
        }
        using (var last = Start(arguments("killed"))) Finish(last);
        Assert.Equal(File.ReadAllBytes(run.In("straight", $"checkpoint-{steps}", "model.safetensors")), File.ReadAllBytes(run.In("killed", $"checkpoint-{steps}", "model.safetensors")));
        Assert.Equal(Enumerable.Range(1, steps), File.ReadLines(run.In("killed", "metrics.jsonl")).Select(line => int.Parse(line.Split(':', ',')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.DoesNotContain(Directory.GetDirectories(run.In("killed")), folder => folder.Contains(".tmp", StringComparison.Ordinal));
    }

    private int LastStep() => Directory.Exists(run.In("killed"))
        ? Directory.GetDirectories(run.In("killed"), "checkpoint-*").Select(folder => int.TryParse(folder[(folder.LastIndexOf('-') + 1)..], out int step) ? step : 0).DefaultIfEmpty().Max()
        : 0;

    internal static Process Start(string[] arguments)
    {
        string program = typeof(SftVerb).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    internal static void Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error + output.Result);
    }
}

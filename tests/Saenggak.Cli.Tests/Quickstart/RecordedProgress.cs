using Saenggak.Training;

namespace Saenggak.Cli.Tests.Quickstart;

/// <summary>Remembers which stages were begun.</summary>
internal sealed class RecordedProgress : IRunProgress
{
    public List<string> Stages { get; } = [];
    public List<string> Messages { get; } = [];
    public Action<string>? OnStage { get; init; }

    public void Report(RunStatus status)
    {
        if (status.Step > 0) return;
        Stages.Add(status.Stage);
        OnStage?.Invoke(status.Stage);
    }

    public void Message(string line) => Messages.Add(line);
}

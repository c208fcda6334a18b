namespace Saenggak.Training.Tests.Support;

/// <summary>Asks a run to stop once it has reported a step, as Ctrl-C would.</summary>
internal sealed class StopAfter(long step) : IRunProgress, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public List<string> Messages { get; } = [];

    public void Report(RunStatus status)
    {
        if (status.Step == step) source.Cancel();
    }

    public void Message(string line) => Messages.Add(line);

    public void Dispose() => source.Dispose();
}

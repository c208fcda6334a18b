namespace Saenggak.Training;

/// <summary>Where a run stands, for whoever watches it.</summary>
/// <param name="Stage">What is going on, in a word: <c>sft</c>, <c>rollout</c>, <c>validate</c>.</param>
/// <param name="Step">Steps done in this stage.</param>
/// <param name="TotalSteps">Steps of this stage in all; 0 when unknown.</param>
public readonly record struct RunStatus(string Stage, long Step, long TotalSteps)
{
    /// <summary>Loss of the last step.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean reward of the last step.</summary>
    public double? Reward { get; init; }

    /// <summary>Tokens per second over the last step.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Anything else worth a few characters, e.g. <c>val 41.2 %</c>.</summary>
    public string? Note { get; init; }
}

/// <summary>Told how a run goes. Calls are cheap and may come at every step; what is shown, and how often, is the watcher's business.</summary>
public interface IRunProgress
{
    /// <summary>Says where the run stands.</summary>
    void Report(RunStatus status);

    /// <summary>Says something that must stay readable: a checkpoint saved, a validation result, a warning.</summary>
    void Message(string line);
}

/// <summary>For runs that nobody watches.</summary>
public sealed class UnwatchedProgress : IRunProgress
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static UnwatchedProgress Instance { get; } = new();

    private UnwatchedProgress() { }

    /// <inheritdoc/>
    public void Report(RunStatus status) { }

    /// <inheritdoc/>
    public void Message(string line) { }
}

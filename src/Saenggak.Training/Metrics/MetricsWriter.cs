namespace Saenggak.Training.Metrics;

/// <summary>
/// Records a run's curves as metrics.jsonl and as a TensorBoard event file in the run folder. Names follow verl and TRL:
/// <c>actor/entropy</c>, <c>actor/pg_clipfrac</c>, <c>response_length/mean</c>, <c>rewards/&lt;name&gt;/mean</c>,
/// <c>frac_reward_zero_std</c>, <c>val/&lt;set&gt;/acc/mean@n</c>, <c>timing_s/*</c>, <c>perf/tokens_per_s</c>.
/// </summary>
public sealed class MetricsWriter : IDisposable
{
    private readonly MetricsLog log;
    private readonly TensorBoardWriter board;

    /// <summary>Opens both in <paramref name="folder"/>.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="resumedStep">The step of the checkpoint the run goes on from: what was recorded after it is dropped, so that curves have no doubles. Null for a run from the start.</param>
    /// <param name="clock">Gives wall times; the system's clock when null.</param>
    public MetricsWriter(string folder, long? resumedStep = null, TimeProvider? clock = null)
    {
        log = new MetricsLog(folder, resumedStep, clock);
        board = new TensorBoardWriter(folder, resumedStep + 1 ?? 0, clock);
    }

    /// <summary>Records the values of one step; they are on their way to disk when this returns. Steps must not go back.</summary>
    public void Write(long step, IReadOnlyCollection<KeyValuePair<string, double>> values)
    {
        log.Write(step, values);
        board.Write(step, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        log.Dispose();
        board.Dispose();
    }
}

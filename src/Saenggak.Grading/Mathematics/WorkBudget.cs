namespace Saenggak.Grading;

/// <summary>
/// The work one comparison may do, counted in steps and not in time, so that a verdict is the same on every machine. A step is
/// about one product of two machine-word numbers with its bookkeeping; a whole budget is spent in well under a tenth of a second.
/// </summary>
internal sealed class WorkBudget(int steps = WorkBudget.Default)
{
    public const int Default = 100_000;

    private long _left = steps;

    public bool Exhausted => _left < 0;

    /// <summary>Takes steps off; false when the budget is gone.</summary>
    public bool Spend(long steps)
    {
        if (_left >= 0) _left -= steps;
        return _left >= 0;
    }
}

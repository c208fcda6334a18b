namespace Saenggak.Training.Rewards;

/// <summary>
/// DAPO's soft punishment (arXiv 2503.14476): 0 up to a buffer before the limit, then falling to −1 at the limit.
/// The buffer is a fifth of the limit, as in DAPO (4,096 of 20,480).
/// </summary>
public sealed class OverlongReward : IReward
{
    /// <inheritdoc/>
    public string Name => "overlong";

    /// <inheritdoc/>
    public double? Score(RewardInput input)
    {
        double buffer = input.MaxTokens / 5.0, free = input.MaxTokens - buffer;
        return input.Truncated ? -1 : Math.Max(Math.Min(-(input.Tokens - free) / buffer, 0), -1);
    }
}

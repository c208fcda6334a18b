using Saenggak.Grading;

namespace Saenggak.Training.Rewards;

/// <summary>1 for exactly one non-empty thought before a non-empty answer, else 0; a truncated response is 0.</summary>
public sealed class FormatReward : IReward
{
    /// <inheritdoc/>
    public string Name => "format";

    /// <inheritdoc/>
    public double? Score(RewardInput input)
        => !input.Truncated && FormatCheck.Check(input.Response, input.PrefilledThink, ThinkingMode.Think).Strict ? 1 : 0;
}

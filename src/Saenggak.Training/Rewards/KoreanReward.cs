using Saenggak.Grading;

namespace Saenggak.Training.Rewards;

/// <summary>
/// Share of Korean in thought and answer, the mean of the two, with formulas, code and markdown taken out first
/// (DeepSeek-R1 adds the share of target-language words in the thought).
/// </summary>
public sealed class KoreanReward : IReward
{
    /// <inheritdoc/>
    public string Name => "korean";

    /// <inheritdoc/>
    public double? Score(RewardInput input)
    {
        var share = LanguageConsistency.Of(input.Response, input.PrefilledThink);
        return (share.ThoughtReward + share.AnswerReward) / 2;
    }
}

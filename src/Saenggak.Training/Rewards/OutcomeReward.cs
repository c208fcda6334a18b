using Saenggak.Grading;

namespace Saenggak.Training.Rewards;

/// <summary>1 when the final answer equals the gold answer; 0 otherwise, truncated responses included; null when the gold cannot be verified.</summary>
public sealed class OutcomeReward : IReward
{
    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public double? Score(RewardInput input)
        => Grader.Grade(input.Response, input.Answer, new GradeOptions
        {
            Truncated = input.Truncated, PrefilledThink = input.PrefilledThink, Question = input.Prompt, Choices = input.Choices,
        }).Score;
}

using Saenggak.Grading;

namespace Saenggak.Training.Rewards;

/// <summary>
/// How much of thought and answer is in the wanted language, the mean of the two, by <see cref="LanguageConsistency"/>'s soft
/// score (DeepSeek-R1 adds the share of target-language words in the thought). <c>korean</c> wants Korean whatever the prompt
/// says; <c>language</c> wants what the prompt asks for.
/// </summary>
public sealed class LanguageReward : IReward
{
    private readonly PromptLanguage? wanted;

    private LanguageReward(PromptLanguage? wanted) => this.wanted = wanted;

    /// <summary>Wants Korean.</summary>
    public static LanguageReward Korean { get; } = new(PromptLanguage.Korean);

    /// <summary>Wants what the prompt asks for.</summary>
    public static LanguageReward OfPrompt { get; } = new(null);

    /// <inheritdoc/>
    public string Name => wanted is null ? "language" : "korean";

    /// <inheritdoc/>
    public double? Score(RewardInput input)
        => LanguageConsistency.Of(input.Response, wanted ?? PromptLanguage.Of(input.Prompt), input.Prompt, input.PrefilledThink).Soft;
}

using System.Text.Json;
using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>
/// Honest responses with much mathematics (Cases/honest.jsonl), which lose nothing, and attempts to get the same reward without
/// the work (Cases/cheats.jsonl), each beside the honest response to the same prompt, which it must not reach.
/// </summary>
public class CheatTests
{
    private static readonly Dictionary<string, Honest> HonestById = Read<Honest>("honest.jsonl").ToDictionary(one => one.Id, StringComparer.Ordinal);

    public static TheoryData<string> HonestIds => [.. HonestById.Keys];

    public static TheoryData<Cheat> Cheats => [.. Read<Cheat>("cheats.jsonl")];

    [Theory]
    [MemberData(nameof(HonestIds))]
    public void Honest_LosesNothing(string id)
    {
        Honest honest = HonestById[id];
        FormatVerdict format = honest.Format(honest.Response);
        ReasoningLanguage language = honest.Language(honest.Response);
        Assert.True(format == new FormatVerdict(true, 1, ""), format.Why);
        Assert.True(language.Soft == 1 && language.Strict, $"{language.Thought?.Explain()} | {language.Answer?.Explain()}");
    }

    [Theory]
    [MemberData(nameof(Cheats))]
    public void Cheat_StaysBelowTheHonestResponse(Cheat cheat)
    {
        Honest honest = HonestById[cheat.Beside];
        ReasoningLanguage language = honest.Language(cheat.Response);
        double reward = honest.Reward(cheat.Response);
        Assert.True(reward <= 0.95 * honest.Reward(honest.Response),
            $"{cheat.Idea} {reward:0.000}: {honest.Format(cheat.Response).Why} | {language.Thought?.Explain()} | {language.Answer?.Explain()}");
        Assert.False(language.Strict && honest.Format(cheat.Response).Strict);
    }

    [Fact]
    public void Suite_IsAsLargeAsItClaims()
    {
        Assert.True(HonestById.Count >= 60 && Cheats.Count >= 60);
        Assert.Equal(Cheats.Count, Read<Cheat>("cheats.jsonl").DistinctBy(cheat => cheat.Response).Count());
    }

    private static T[] Read<T>(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", file)).Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!)];

    /// <summary>An honest response and what it was asked.</summary>
    public sealed record Honest(string Id, string Mode, string Prompt, string Response)
    {
        private bool Prefilled => Mode == "prefilled";

        public FormatVerdict Format(string response) => FormatCheck.Check(response, Prefilled, Mode == "nothink" ? ThinkingMode.NoThink : ThinkingMode.Think);

        public ReasoningLanguage Language(string response) => LanguageConsistency.Of(response, Prompt, Prefilled);

        public double Reward(string response) => (Format(response).Strict ? 1 : 0) + Language(response).Soft;
    }

    /// <summary>An attempt to cheat.</summary>
    public sealed record Cheat(string Id, string Beside, string Idea, string Response)
    {
        public override string ToString() => Id;
    }
}

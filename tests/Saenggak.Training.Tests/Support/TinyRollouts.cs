using Saenggak.Training.Grpo;
using Saenggak.Training.Rewards;

namespace Saenggak.Training.Tests.Support;

/// <summary>Rollouts and prompts made by hand.</summary>
internal static class TinyRollouts
{
    public static Rollout Make(int[] prompt, int[] tokens, double total, double? outcome = 0) => new()
    {
        Prompt = new GrpoPrompt("p", "", "", prompt, "7", false), Tokens = tokens, SampledLogprobs = new float[tokens.Length], Response = "", Truncated = false,
        Scores = new Scores(total, outcome, [total]),
    };

    /// <summary>Prompts that ask for the same digit in different words; <paramref name="answer"/> names what is right.</summary>
    public static GrpoPrompt[] Prompts(int count, string answer = "7") =>
    [
        .. Enumerable.Range(0, count).Select(i => new GrpoPrompt($"p{i}", "", $"문제 {i}", [TinyTokenizer.Start, TinyTokenizer.Question, TinyTokenizer.Zero + i % 10], answer, false)),
    ];

    /// <summary>Random rollouts of groups of four with advantages set.</summary>
    public static Rollout[][] Groups(int count, int vocabulary, int seed = 1)
    {
        var random = new Random(seed);
        int[] Ids(int least, int most) => [.. Enumerable.Range(0, random.Next(least, most)).Select(_ => random.Next(vocabulary))];
        Rollout[][] groups = [.. Enumerable.Range(0, count).Select(_ =>
        {
            int[] prompt = Ids(2, 9);
            return Enumerable.Range(0, 4).Select(_ => Make(prompt, Ids(1, 20), random.NextDouble())).ToArray();
        })];
        foreach (var group in groups) Advantages.Set(group, AdvantageKind.Grpo);
        return groups;
    }
}

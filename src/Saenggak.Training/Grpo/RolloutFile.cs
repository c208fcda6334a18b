using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Data;

namespace Saenggak.Training.Grpo;

/// <summary>Sampled answers of a step on disk: <c>rollouts/&lt;step&gt;.jsonl</c>, one line per answer.</summary>
internal static class RolloutFile
{
    private const string FolderName = "rollouts";

    public static void Write(string runFolder, long step, IEnumerable<Rollout[]> groups, IReadOnlyList<string> rewardNames)
    {
        string path = Path.Combine(runFolder, FolderName, step.ToString("D6", CultureInfo.InvariantCulture) + ".jsonl");
        JsonLinesWriter.WriteAll(path, groups.SelectMany(g => g).Select(r => Line(r, rewardNames)));
    }

    /// <summary>Removes the files of steps after one: the run that wrote them died before it saved.</summary>
    public static void RemoveAfter(string runFolder, long step)
    {
        string folder = Path.Combine(runFolder, FolderName);
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.EnumerateFiles(folder, "*.jsonl"))
        {
            bool named = long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long of);
            if (named && of > step) File.Delete(path);
        }
    }

    private static JsonObject Line(Rollout rollout, IReadOnlyList<string> rewardNames)
    {
        var rewards = new JsonObject();
        for (int i = 0; i < rewardNames.Count; i++) rewards[rewardNames[i]] = rollout.Scores.Each[i];
        return new JsonObject
        {
            ["id"] = rollout.Prompt.Id,
            ["prompt"] = rollout.Prompt.Text,
            ["response"] = rollout.Response,
            ["answer"] = rollout.Prompt.Answer,
            ["score"] = rollout.Scores.Total,
            ["rewards"] = rewards,
            ["advantage"] = rollout.Advantage,
            ["tokens"] = rollout.Tokens.Length,
            ["truncated"] = rollout.Truncated,
        };
    }
}

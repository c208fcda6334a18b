using System.Text.Json.Nodes;
using Saenggak.Cli.Quickstart;
using Saenggak.Data;
using Saenggak.Text;
using Saenggak.Text.Tokenization;

namespace Saenggak.Cli.Tests.Quickstart;

public class QuickstartDataTests
{
    private static readonly QuickstartRecipe Small = new()
    {
        Problems = new ProblemSection { Sft = 200, Rl = 100, TestEach = 40 },
        Tokenizer = new TokenizerSection { Vocabulary = 500 },
    };

    private static Task<QuickstartDataSet> Prepare(QuickstartRecipe recipe, TemporaryFolder folder, RecordedProgress? progress = null) =>
        QuickstartData.PrepareAsync(recipe, folder.Path, progress ?? new RecordedProgress());

    [Fact]
    public async Task Prepare_BuiltIn_GivesEveryFileAndCountsThem()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await Prepare(Small, folder);

        Assert.Equal(["test_seen", "test_unseen"], set.TestSets.Keys.Order(StringComparer.Ordinal));
        Assert.All(set.TestSets.Values, path => Assert.Equal(40, Rows(path).Count));
        Assert.Equal(100, Rows(set.RlProblems).Count);
        Assert.Equal(400, set.Summary.Traces.Kept + set.Summary.Traces.Dropped);
        long rows = set.Summary.Rows["sft_rows"];
        Assert.Equal(set.Summary.Traces.Kept + set.Summary.Drills, rows + set.Summary.Rows["sft_too_long"]);
        Assert.Equal(rows, Rows(set.SftRows).Count);
        double share = (double)set.Summary.Drills / (set.Summary.Drills + set.Summary.Traces.Kept);
        Assert.InRange(share, Small.Rows.DrillShare - 0.01, Small.Rows.DrillShare + 0.01);
        Assert.Equal(500, set.Summary.Vocabulary);
        Assert.Contains(set.Summary.TeacherLines(), line => line.StartsWith("hasty: ", StringComparison.Ordinal) && line.Contains("outcome", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prepare_SftRows_AreConversationsThatTheTokenizerKnows()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await Prepare(Small, folder);
        var tokenizer = BpeTokenizer.Load(set.TokenizerFolder);
        Assert.Equal(("<|im_end|>", "<|endoftext|>"), (tokenizer.Config.EosToken, tokenizer.Config.PadToken));
        Assert.Equal("12345".Length, tokenizer.Encode("12345").Length);
        Assert.NotNull(tokenizer.TokenToId("<think>"));
        foreach (JsonLine line in JsonLines.Read(set.SftRows))
        {
            ChatRow chat = Row.ParseChat(line);
            Assert.Equal(["user", "assistant"], chat.Messages.Select(message => message.Role));
            Assert.StartsWith("<think>\n", chat.Messages[1].Content, StringComparison.Ordinal);
            Assert.NotNull(line.Row["teacher"]);
        }
    }

    [Fact]
    public async Task Prepare_AnswersOnly_HideTheWay()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await Prepare(Small, folder);
        foreach (string path in set.TestSets.Values.Append(set.RlProblems))
        {
            Assert.All(Rows(path), row => Assert.True(row.ContainsKey("answer") && !row.ContainsKey("steps") && !row.ContainsKey("equation")));
        }
    }

    [Fact]
    public async Task Prepare_SameSeed_SameBytes_OtherSeed_Others()
    {
        using TemporaryFolder a = new(), b = new(), c = new();
        await Prepare(Small, a);
        await Prepare(Small, b);
        await Prepare(Small with { Seed = 2 }, c);
        Assert.Equal(Snapshot(a), Snapshot(b));
        Assert.NotEqual(Snapshot(a)["rows/sft.jsonl"], Snapshot(c)["rows/sft.jsonl"]);
    }

    [Fact]
    public async Task Prepare_Again_KeepsEverything()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet first = await Prepare(Small, folder);
        var written = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var progress = new RecordedProgress();
        QuickstartDataSet again = await Prepare(Small, folder, progress);
        Assert.Empty(progress.Stages);
        Assert.All(written, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Equal(first.Summary.ToJson().ToJsonString(), again.Summary.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("problems/manifest.json", "{\"recipe\": \"sta", "problems")]
    [InlineData("traces/manifest.json", null, "traces")]
    [InlineData("traces/kept.jsonl", null, "traces")]
    [InlineData("traces/kept.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"3 + 4는?\"},{\"role\":\"assistant\",\"content\":\"7\"}]}\n", "tokenizer rows")]
    [InlineData("tokenizer/tokenizer.json", null, "tokenizer")]
    [InlineData("rows/manifest.json", "", "rows")]
    public async Task Prepare_AfterDamage_MakesThatStageAgain(string file, string? content, string stages)
    {
        using var folder = new TemporaryFolder();
        await Prepare(Small, folder);
        var whole = Snapshot(folder);
        string path = Path.Combine(folder.Path, file);
        if (content is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, content);
        var progress = new RecordedProgress();
        await Prepare(Small, folder, progress);
        Assert.Equal(stages.Split(' '), progress.Stages);
        // A changed kept.jsonl stands under a finished manifest: what follows from it is made from it.
        if (content is null || file.EndsWith("manifest.json", StringComparison.Ordinal)) Assert.Equal(whole, Snapshot(folder));
    }

    [Fact]
    public async Task Prepare_Stopped_GoesOnWhereItStood()
    {
        using TemporaryFolder stopped = new(), whole = new();
        using var stop = new CancellationTokenSource();
        var progress = new RecordedProgress { OnStage = stage => { if (stage == "tokenizer") stop.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => QuickstartData.PrepareAsync(Small, stopped.Path, progress, stop.Token));
        Assert.False(Manifest.TryLoad(Path.Combine(stopped.Path, "tokenizer"))!.Finished);
        var after = new RecordedProgress();
        await Prepare(Small, stopped, after);
        await Prepare(Small, whole);
        Assert.Equal(["tokenizer", "rows"], after.Stages);
        Assert.Equal(Snapshot(whole), Snapshot(stopped));
    }

    [Fact]
    public async Task Prepare_OtherVocabulary_KeepsProblemsAndTraces()
    {
        using var folder = new TemporaryFolder();
        await Prepare(Small, folder);
        var progress = new RecordedProgress();
        await Prepare(Small with { Tokenizer = new TokenizerSection { Vocabulary = 450 } }, folder, progress);
        Assert.Equal(["tokenizer", "rows"], progress.Stages);
    }

    [Fact]
    public async Task Prepare_NoThinkShare_EmptiesSomeThoughts()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await Prepare(Small with { Rows = new RowSection { NoThinkShare = 0.3 } }, folder);
        var asked = Rows(set.SftRows).Where(row => (string)row["messages"]![0]!["content"]! is var text && text.EndsWith(" /no_think", StringComparison.Ordinal)).ToList();
        Assert.InRange(asked.Count, 0.2 * set.Summary.Rows["sft_rows"], 0.4 * set.Summary.Rows["sft_rows"]);
        Assert.All(asked, row => Assert.StartsWith("<think>\n\n</think>\n\n", (string)row["messages"]![1]!["content"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prepare_ShortContext_LeavesLongRowsOut()
    {
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await Prepare(Small with { ContextTokens = 120 }, folder);
        Assert.InRange(set.Summary.Rows["sft_too_long"], 1, set.Summary.Traces.Kept);
        Assert.InRange(set.Summary.Rows["sft_longest"], 1, 120);
        await Assert.ThrowsAsync<InputException>(() => Prepare(Small with { ContextTokens = 32 }, folder));
    }

    [Fact]
    public async Task Prepare_NamedTeachers_OnlyTheyAnswer()
    {
        using var folder = new TemporaryFolder();
        var teachers = new Dictionary<string, double> { ["careful"] = 1, ["rambler"] = 1 };
        QuickstartDataSet set = await Prepare(Small with { Traces = new TraceSection { Teachers = teachers } }, folder);
        Assert.Equal(["careful", "rambler"], set.Summary.Traces.Counts.Select(count => count.Teacher).Distinct());
        teachers["carefull"] = 1;
        var error = await Assert.ThrowsAsync<InputException>(() => Prepare(Small with { Traces = new TraceSection { Teachers = teachers } }, folder));
        Assert.Contains("carefull", error.Message, StringComparison.Ordinal);
    }

    private static List<JsonObject> Rows(string path) => [.. JsonLines.Read(path).Select(line => line.Row)];

    // Manifests hold times; everything else must be the same to the byte.
    private static SortedDictionary<string, string> Snapshot(TemporaryFolder folder) => new(
        Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != Manifest.FileName)
            .ToDictionary(path => Path.GetRelativePath(folder.Path, path), Manifest.HashFile), StringComparer.Ordinal);
}

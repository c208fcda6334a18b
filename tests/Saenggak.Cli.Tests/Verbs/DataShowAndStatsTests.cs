using System.Text.Json.Nodes;
using static Saenggak.Cli.Tests.Verbs.DataCommand;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>«data show» and «data stats» on the folder of a chain.</summary>
public sealed class DataShowAndStatsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saenggak-show-").FullName;

    public DataShowAndStatsTests()
    {
        const string First = """{"id":"a:1","text":"한강은 서울을 지나 서해로 흐릅니다. <script>alert('강')</script>","source":"a","licence":"MIT","category":"글","labels":{"adult":"1"}""";
        const string Second = """{"id":"a:2","text":"한강은 서울을 지나 서해로 흐릅니다.","source":"a" """;
        Write("collect/documents-00000.jsonl", First + "}\n" + Second + "}\n" + """{"id":"a:3","text":"짧다","source":"a"}""" + "\n");
        Write("collect/rejects.jsonl", """{"file":"data/raw.jsonl","line":9,"reason":"not a JSON object","detail":"raw.jsonl:9: got a list"}""" + "\n");
        Write("collect/report.json", """{"stage":"collect","in":4,"kept":3,"dropped":{},"rejected":{"not a JSON object":1}}""");
        Write("clean/documents-00000.jsonl", First + ""","lineage":[{"step":"nfc","what":"composed"}]}""" + "\n" + Second + "}\n");
        Write("clean/dropped-00000.jsonl", """{"id":"a:3","text":"짧다","source":"a","dropped_by":"length","dropped_why":"too short"}""" + "\n");
        Write("clean/report.json", """{"stage":"clean","in":3,"kept":2,"dropped":{"length":{"too short":1}},"steps":[{"step":"nfc","seen":3,"changed":1,"dropped":{},"changed_samples":[{"id":"a:1","what":"<b>composed</b>","before":"<i>앞</i>","after":"뒤"}],"dropped_samples":[]}]}""");
        Write("dedup/documents-00000.jsonl", First + ""","lineage":[{"step":"nfc","what":"composed"},{"step":"dedup","what":"cluster of 2, this one stays (longest)"}]}""" + "\n");
        Write("dedup/dropped-00000.jsonl", Second + ""","lineage":[{"step":"dedup","what":"cluster of 2, a:1 stays (longest)"}],"dropped_by":"dedup","dropped_why":"a near-duplicate"}""" + "\n");
        Write("dedup/report.json", """{"stage":"dedup","in":2,"kept":1,"dropped":{"dedup":{"a near-duplicate":1}}}""");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Stats_SayWhatLabelsCount()
    {
        Write("labels.jsonl", """{"id":"1","text":"가","labels":{"profanity":"1"}}""" + "\n" + """{"id":"2","text":"나","labels":{"profanity":"3","topic":"날씨"}}""" + "\n");
        var (_, output, _) = await Run("stats", In("labels.jsonl"), "--html", In("labels.html"));
        string page = File.ReadAllText(In("labels.html"));
        Assert.Contains("1 word 1, 3 words 1", output, StringComparison.Ordinal);
        Assert.Contains("label: topic", output, StringComparison.Ordinal);
        Assert.Contains("날씨 1", output, StringComparison.Ordinal);
        Assert.Contains("profanity: words found", page, StringComparison.Ordinal);
        Assert.Contains("<th>3 words</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Dropped_NamesStepReasonAndTheOneThatStays()
    {
        JsonNode story = await RunJson("show", "a:2", "--in", _folder);
        Assert.Equal(("dedup", "a near-duplicate", "a:1"), ((string)story["dropped_by"]!, (string)story["dropped_why"]!, (string)story["keeper"]!["id"]!));
        Assert.Equal(["collect", "clean", "dedup"], story["places"]!.AsArray().Select(place => (string)place!["stage"]!));
        var (_, output, _) = await Run("show", "a:2", "--in", _folder);
        Assert.Contains("dropped by dedup: a near-duplicate", output, StringComparison.Ordinal);
        Assert.Contains("in its place stays", output, StringComparison.Ordinal);
        Assert.Contains("a:1  dedup/documents-00000.jsonl:1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Kept_TellsItsWayAndItsCopies()
    {
        var (_, output, _) = await Run("show", "a:1", "--in", _folder);
        foreach (string expected in (string[])["kept, last in dedup/documents-00000.jsonl:1", "licence       MIT", "nfc           composed", "dropped for it", "a:2  dedup/dropped-00000.jsonl:1", "한강은 서울을 지나"])
        {
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }
        JsonNode story = await RunJson("show", In("clean/dropped-00000.jsonl") + ":1", "--in", _folder);
        Assert.Equal(("a:3", "length"), ((string)story["id"]!, (string)story["dropped_by"]!));
    }

    [Fact]
    public async Task Show_ProblemAndAnswer_LeadToEachOther()
    {
        string folder = In("q");
        await Run("problems", "--count", "20", "--out", Path.Combine(folder, "problems"));
        await Run("traces", Path.Combine(folder, "problems/problems.jsonl"), "--out", Path.Combine(folder, "traces"), "--set", "teachers.english=1");
        JsonNode problem = await RunJson("show", Path.Combine(folder, "problems/problems.jsonl") + ":1");
        Assert.Equal(2, problem["derived"]!.AsArray().Count);
        JsonNode answer = await RunJson("show", (string)problem["derived"]![0]!["id"]!, "--in", folder);
        Assert.Equal(("korean-share", "traces"), ((string)answer["dropped_by"]!, (string)answer["places"]!.AsArray()[^1]!["stage"]!));
        Assert.Equal(["pass", "pass", "too little Korean in the thought"], answer["row"]!["verdicts"]!.AsObject().Select(verdict => (string)verdict.Value!));
        Assert.Matches("^[0-9a-f]{16}$", (string)answer["row"]!["prompt_hash"]!);
    }

    [Fact]
    public async Task Show_Reject_SaysWhy()
    {
        Assert.Equal("not a JSON object", (string)(await RunJson("show", "raw.jsonl:9", "--in", _folder))["dropped_why"]!);
        Assert.Contains("set aside: not a JSON object", (await Run("show", "data/raw.jsonl:9", "--in", _folder)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no row has the id \"a:17\"", "show", "a:17", "--in", "FOLDER")]
    [InlineData("has no line 7", "show", "FOLDER/clean/dropped-00000.jsonl:7")]
    [InlineData("no such folder", "show", "a:1", "--in", "FOLDER/none")]
    [InlineData("no such file", "stats", "FOLDER/none")]
    [InlineData("has no rows", "stats", "FOLDER/empty")]
    [InlineData("not a report", "stats", "FOLDER/broken")]
    public async Task BadInput_IsOneLine(string expected, params string[] args)
    {
        Write("empty/documents-00000.jsonl", "");
        Write("broken/report.json", "{\"in\": ");
        var (code, output, error) = await Run([.. args.Select(arg => arg.Replace("FOLDER", _folder, StringComparison.Ordinal))]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_OfAChain_CountsTheLastStageAndWhatEachDropped()
    {
        JsonNode stats = await RunJson("stats", _folder);
        Assert.Equal((1, 1), ((int)stats["rows"]!, (int)stats["forms"]!["documents"]!));
        Assert.Equal(["collect 4 3", "clean 3 2", "dedup 2 1"], stats["stages"]!.AsArray().Select(stage => $"{stage!["stage"]} {stage["in"]} {stage["kept"]}"));
        Assert.Equal("length", (string)stats["stages"]![1]!["dropped"]![0]!["by"]!);
        Assert.Equal(1, (int)stats["label: adult"]!["1"]!);
        Assert.Equal(2, (int)(await RunJson("stats", In("clean")))["rows"]!);
        var (_, output, _) = await Run("stats", _folder);
        Assert.Contains("length: too short 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_Page_StandsAlone_AndEscapesWhatDataSays()
    {
        string page = In("stats.html");
        var (code, _, error) = await Run("stats", _folder, "--html", page);
        Assert.True(code == 0, error);
        string html = await File.ReadAllTextAsync(page);
        Assert.Contains("&lt;script&gt;alert(&#39;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;composed&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;", html, StringComparison.Ordinal);
        foreach (string never in (string[])["<script", "<b>composed", "<i>앞", "src=", "href=", "url(", "@import", "http:", "https:"]) Assert.DoesNotContain(never, html, StringComparison.Ordinal);
        foreach (string expected in (string[])["The way here", "prefers-color-scheme:dark", "<svg", "near-duplicate", "Steps of clean"]) Assert.Contains(expected, html, StringComparison.Ordinal);
        string first = html;
        await Run("stats", _folder, "--html", page);
        Assert.Equal(first, await File.ReadAllTextAsync(page));
    }
}

using System.Text.Json.Nodes;
using Saenggak.Data.Chain;
using Saenggak.Data.Cleaning;
using Saenggak.Text;

namespace Saenggak.Data.Tests.Chain;

public class ChainTests
{
    private static readonly string[] Openings = ["어제 저녁에", "지난 주말에", "비가 그친 뒤", "퇴근하는 길에", "아침 일찍"];
    private static readonly string[] Acts = ["동생과 함께 시장에 다녀왔다", "도서관에서 빌린 소설을 다 읽었다", "강가를 따라 오래 걸었다", "친구에게 편지를 썼다", "된장찌개를 끓여 먹었다"];
    private static readonly CleanStepRecipe[] Steps =
    [
        new() { Step = "control" }, new() { Step = "length", Settings = new Dictionary<string, string> { ["min"] = "12" } }, new() { Step = "language" }, new() { Step = "pii" },
    ];

    // Every eleventh is short, every seventh repeats the one before with other spaces, every fifth has a number to hide.
    private static IEnumerable<JsonObject> Diary(int count) => Enumerable.Range(0, count).Select(i =>
    {
        int told = i % 7 == 6 ? i - 1 : i;
        string text = $"{Openings[told % 5]} {Acts[told / 5 % 5]}. {told}번째 일기이고 쪽수는 {told * 37 % 1009}쪽, 날씨는 {told * 13 % 101}점이다.";
        if (told % 5 == 0) text += $" 연락처는 010-{2000 + (told % 7000)}-5678이다.";
        if (i % 7 == 6) text = text.Replace(" ", "  ", StringComparison.Ordinal);
        return new JsonObject { ["text"] = i % 11 == 10 ? "짧다" : text, ["date"] = $"2024.{1 + (i % 12)}.{1 + (i % 28)}" };
    });

    private static void Run(string input, string output, StageRun run, int shard = 40, string until = DedupStage.Name)
    {
        StageFolder Folder(string stage) => new(Path.Combine(output, stage));
        SourceRecipe[] sources = [new() { Path = input, Name = "diary", Category = "daily" }];
        CollectStage.Run([.. sources.Select(source => source.ToSource())], shard, Folder(CollectStage.Name), run);
        if (until != CollectStage.Name) CleanStage.Run(Steps, Folder(CollectStage.Name), Folder(CleanStage.Name), run);
        if (until == DedupStage.Name) DedupStage.Run(new DedupOptions { Keep = KeepRule.Newest }, Folder(CleanStage.Name), Folder(DedupStage.Name), run);
    }

    private static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllText), StringComparer.Ordinal);

    private static List<JsonObject> Rows(string folder, string kind) =>
        [.. Directory.EnumerateFiles(folder, $"{kind}-*.jsonl").Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file)).Select(line => JsonNode.Parse(line)!.AsObject())];

    [Fact]
    public void EveryDocument_IsKeptOrDropped_WithItsReasonAndItsWay()
    {
        using var folder = new TempFolder();
        JsonLinesWriter.WriteAll(folder["in.jsonl"], Diary(300));
        File.AppendAllText(folder["in.jsonl"], "{broken\n{\"other\":1}\n");
        Run(folder["in.jsonl"], folder["out"], new StageRun { Workers = 2 });
        var before = new List<JsonObject>();
        foreach (string stage in StageFolder.Stages.Take(3))
        {
            var to = new StageFolder(Path.Combine(folder["out"], stage));
            StageReport report = StageReport.Load(to.Report);
            List<JsonObject> kept = Rows(to.Path, "documents"), dropped = Rows(to.Path, "dropped");
            Assert.Equal(report.In, report.Kept + report.DroppedCount + report.RejectedCount);
            Assert.Equal((report.Kept, report.DroppedCount), (kept.Count, dropped.Count));
            Assert.Equal(stage == CollectStage.Name ? 302 : before.Count, report.In);
            Assert.Equal(report.Shards, to.Shards.Count);
            if (stage != CollectStage.Name) Assert.Equal(before.Select(Id).Order(StringComparer.Ordinal), kept.Concat(dropped).Select(Id).Order(StringComparer.Ordinal));
            foreach (JsonObject row in dropped)
            {
                Assert.True(report.Dropped[(string)row["dropped_by"]!].ContainsKey((string)row["dropped_why"]!));
                Assert.Equal((string?)row["dropped_by"], (string?)row["lineage"]!.AsArray()[^1]!["step"]);
            }
            before = kept;
        }
        StageReport clean = StageReport.Load(new StageFolder(folder["out/clean"]).Report), collect = StageReport.Load(new StageFolder(folder["out/collect"]).Report);
        Assert.Equal(27, clean.Dropped["length"]["too short"]);
        Assert.Equal([("no text", 1L), ("not a JSON object", 1L)], collect.Rejected.Select(reason => (reason.Key, reason.Value)));
        Assert.Equal(2, File.ReadLines(folder["out/collect/rejects.jsonl"]).Count());
        Assert.All(before, row => Assert.Equal("daily", (string?)row["category"]));
        Assert.Contains(before, row => ((string)row["text"]!).Contains("[휴대전화번호]", StringComparison.Ordinal));
    }

    [Fact]
    public void Dedup_SaysWhichOneStays()
    {
        using var folder = new TempFolder();
        string copy = "어제 저녁에 동생과 함께 시장에 다녀왔다. 사과와 배를 사고 돌아오는 길에 버스를 한 대 놓쳤지만 다리 위에서 저녁노을을 오래 보았고, 집에 와서는 찌개를 끓여 식구들과 늦은 밥도 먹었다.";
        JsonLinesWriter.WriteAll(folder["in.jsonl"],
        [
            new() { ["id"] = "a", ["text"] = copy, ["date"] = "2023-05-01" },
            new() { ["id"] = "b", ["text"] = copy, ["date"] = "2024.5.1." },
            new() { ["id"] = "c", ["text"] = copy.Replace("늦은 밥도", "늦은 밥을", StringComparison.Ordinal), ["date"] = "22.05.01" },
            new() { ["id"] = "d", ["text"] = "비가 그친 뒤 강가를 따라 오래 걸었다." },
        ]);
        Run(folder["in.jsonl"], folder["out"], new StageRun());
        List<JsonObject> kept = Rows(folder["out/dedup"], "documents"), dropped = Rows(folder["out/dedup"], "dropped");
        Assert.Equal(["diary:b", "diary:d"], kept.Select(Id));
        Assert.Equal([("diary:a", "the same text"), ("diary:c", "a near-duplicate")], dropped.Select(row => (Id(row), (string)row["dropped_why"]!)));
        Assert.All(dropped, row => Assert.Equal("cluster of 3, diary:b stays (newest)", Last(row)));
        Assert.Equal("cluster of 3, this one stays (newest)", Last(kept[0]));
        Assert.DoesNotContain("dedup", kept[1]["lineage"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(new ClusterReport(1, 3), StageReport.Load(folder["out/dedup/report.json"]).Clusters);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 7)]
    public void WorkersAndShards_ChangeNothingButTheShards(int workers, int shard)
    {
        using var folder = new TempFolder();
        JsonLinesWriter.WriteAll(folder["in.jsonl"], Diary(200));
        Run(folder["in.jsonl"], folder["a"], new StageRun { Workers = 2 });
        Run(folder["in.jsonl"], folder["b"], new StageRun { Workers = workers }, shard);
        if (shard == 40) Assert.Equal(Files(folder["a"]), Files(folder["b"]));
        foreach (string stage in StageFolder.Stages.Take(3))
        {
            StageFolder a = new(folder[$"a/{stage}"]), b = new(folder[$"b/{stage}"]);
            Assert.Equal(a.Shards.SelectMany(File.ReadLines), b.Shards.SelectMany(File.ReadLines));
            Assert.Equal(File.ReadAllText(a.Report).Replace("\"shards\": 5", "\"shards\": 29", StringComparison.Ordinal), File.ReadAllText(b.Report).Replace("\"shards\": 5", "\"shards\": 29", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("clean", 90)]
    [InlineData("dedup: reading", 60)]
    [InlineData("dedup: writing", 120)]
    public void Stopped_GoesOnFromTheShardsItHad(string phase, int after)
    {
        using var folder = new TempFolder();
        JsonLinesWriter.WriteAll(folder["in.jsonl"], Diary(2000));
        Run(folder["in.jsonl"], folder["whole"], new StageRun { Workers = 2 });
        using var stop = new CancellationTokenSource();
        void StopAt(StageProgress at)
        {
            if (at.Phase == phase && at.Done > after) stop.Cancel();
        }
        Assert.ThrowsAny<OperationCanceledException>(() => Run(folder["in.jsonl"], folder["cut"], new StageRun { Workers = 2, Progress = StopAt, Stop = stop.Token }));
        Assert.False(File.Exists(folder[$"cut/{phase.Split(':')[0]}/report.json"]));
        Run(folder["in.jsonl"], folder["cut"], new StageRun { Workers = 2 });
        Assert.Equal(Files(folder["whole"]), Files(folder["cut"]));
    }

    [Fact]
    public void FinishedShards_AreNotMadeAgain()
    {
        using var folder = new TempFolder();
        JsonLinesWriter.WriteAll(folder["in.jsonl"], Diary(120));
        Run(folder["in.jsonl"], folder["out"], new StageRun(), until: CleanStage.Name);
        var whole = Files(folder["out"]);
        File.Delete(folder["out/clean/documents-00001.jsonl"]);
        var written = Directory.EnumerateFiles(folder["out/clean"], "documents-*").ToDictionary(path => path, File.GetLastWriteTimeUtc);
        Run(folder["in.jsonl"], folder["out"], new StageRun(), until: CleanStage.Name);
        Assert.Equal(whole, Files(folder["out"]));
        Assert.All(written, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [Fact]
    public void SamplesOfShards_MergeToThoseOfAll()
    {
        var pipeline = new CleaningPipeline([.. Steps.Select(step => step.Make())]);
        Document[] documents = [.. Diary(100).Select((row, i) => new Document { Id = $"d:{i}", Text = (string)row["text"]!, Source = "d" })];
        CleaningTally Tally(IEnumerable<Document> some)
        {
            var tally = new CleaningTally(pipeline, seed: 4);
            foreach (Document document in some) tally.Add(pipeline.Clean(document));
            return tally;
        }
        IReadOnlyList<StepReport> merged = CleaningTally.Merge([.. documents.Chunk(30).Select(part => Tally(part).Report())], seed: 4);
        Assert.Equivalent(Tally(documents).Report(), merged, strict: true);
        Assert.Contains(merged, step => step.ChangedSamples.Count == 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SameIds_GetNumbersInOrder_AlsoAfterAStop(int keptSources)
    {
        using var folder = new TempFolder();
        folder.Write("a.jsonl", "{\"id\":\"1\",\"text\":\"가\"}\n{\"id\":\"1\",\"text\":\"나\"}\n{\"id\":\"1\",\"text\":\"다\"}\n{\"id\":\"2\",\"text\":\"라\"}\n");
        folder.Write("b.jsonl", "{\"id\":\"a:1\",\"source\":\"a\",\"text\":\"마\"}\n{\"id\":\"1\",\"text\":\"바\"}\n");
        CollectSource[] sources = [.. ((string[])["a", "b"]).Select(name => new SourceRecipe { Path = folder[name + ".jsonl"] }.ToSource())];
        var whole = new StageFolder(folder["whole"]);
        StageReport report = CollectStage.Run(sources, 2, whole, new StageRun());
        Assert.Equal(["a:1", "a:1#2", "a:1#3", "a:2", "a:1#4", "b:1"], Rows(whole.Path, "documents").Select(Id));
        Assert.Equal([2L, 1L], report.Sources!.Select(source => source.SameIds));
        Assert.Equal("the id a:1 was taken", Last(Rows(whole.Path, "documents")[4]));

        var cut = new StageFolder(folder["cut"]);
        CollectStage.Run(sources[..keptSources], 2, cut, new StageRun());
        CollectStage.Run(sources, 2, cut, new StageRun());
        Assert.Equal(Files(whole.Path), Files(cut.Path));
    }

    [Fact]
    public void MissingSource_IsOneLineThatNamesIt()
    {
        var source = new SourceRecipe { Path = "/nowhere/news.jsonl" };
        Assert.Equal("the source \"news\": /nowhere/news.jsonl: no such file or folder; expected documents", Assert.Throws<InputException>(source.Files).Message);
    }

    [Theory]
    [InlineData("2024-05-01", 2024, 5, 1)]
    [InlineData("2024.5.1.", 2024, 5, 1)]
    [InlineData("24.05.01", 2024, 5, 1)]
    [InlineData("2024년 5월 1일", 2024, 5, 1)]
    [InlineData("20240501", 2024, 5, 1)]
    [InlineData("2024-05-01T09:30:00+09:00", 2024, 5, 1)]
    [InlineData("Wed, 01 May 2024 03:00:00 GMT", 2024, 5, 1)]
    [InlineData("2024", 2024, 1, 1)]
    public void Dates_AreReadAsSourcesWriteThem(string text, int year, int month, int day) =>
        Assert.Equal(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc), DocumentDate.Parse(text)!.Value.UtcDateTime.Date);

    [Theory]
    [InlineData(null)]
    [InlineData("어제")]
    [InlineData("2024.13.1")]
    public void OtherDates_AreNone(string? text) => Assert.Null(DocumentDate.Parse(text));

    private static string Id(JsonObject row) => (string)row["id"]!;

    private static string Last(JsonObject row) => (string)row["lineage"]!.AsArray()[^1]!["what"]!;
}

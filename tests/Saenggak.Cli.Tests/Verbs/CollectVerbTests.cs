using System.Text.Json.Nodes;
using Saenggak.Cli.Stages;
using Saenggak.Data;
using Saenggak.Data.Chain;
using Saenggak.Testing;
using static Saenggak.Cli.Tests.Verbs.SmallCorpus;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class CollectVerbTests
{
    private static JsonNode Json((int Code, string Out, string Error) run)
    {
        Assert.True(run.Code == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }

    private static List<JsonObject> Rows(string file) => [.. File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static void AssertAccounted(JsonNode result)
    {
        JsonArray stages = result["stages"]!.AsArray();
        Assert.All(stages, stage =>
        {
            Assert.Equal((long)stage!["in"]!, (long)stage["out"]! + (long)stage["dropped"]! + (long)stage["rejected"]!);
            Assert.Equal((long)stage["dropped"]! + (long)stage["rejected"]!, stage["why"]!.AsObject().Sum(why => (long)why.Value!));
            var folder = new StageFolder(Path.Combine((string)result["out"]!, (string)stage["stage"]!));
            string[] written = (string)stage["stage"]! == "mix" ? ["train", "valid"] : ["documents"];
            Assert.Equal((long)stage["out"]!, written.SelectMany(name => Directory.EnumerateFiles(folder.Path, name + "*.jsonl")).Sum(shard => File.ReadLines(shard).LongCount()));
            if (written.Length == 1) Assert.Equal((long)stage["dropped"]!, Directory.EnumerateFiles(folder.Path, "dropped-*.jsonl").Sum(shard => File.ReadLines(shard).LongCount()));
            Assert.True(Manifest.TryLoad(folder.Path)!.Finished);
            Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => file.Contains("tally", StringComparison.Ordinal) || file.EndsWith(".tmp", StringComparison.Ordinal));
        });
        foreach ((JsonNode? before, JsonNode? after) in stages.Zip(stages.Skip(1))) Assert.Equal((long)before!["out"]!, (long)after!["in"]!);
    }

    [Fact]
    public async Task Recipe_RunsTheChain_AndBadInputIsSetAside()
    {
        using var corpus = new SmallCorpus();
        JsonNode result = Json(await Run(corpus.Recipe, "--json"));
        AssertAccounted(result);
        Assert.Equal(["collect", "clean", "dedup", "decontaminate", "mix"], result["stages"]!.AsArray().Select(stage => (string)stage!["stage"]!));

        List<JsonObject> rejects = Rows(corpus.In("out", "collect", "rejects.jsonl"));
        Assert.Equal(
            [("problems.csv", "a record with another number of fields"), ("cut.jsonl.gz", "the rest of the file cannot be read"), ("odd.jsonl", "not valid UTF-8"), ("odd.jsonl", "too long")],
            rejects.Select(reject => (Path.GetFileName((string)reject["file"]!), (string)reject["reason"]!)));

        JsonNode clean = result["stages"]![1]!["why"]!, dedup = result["stages"]![2]!["why"]!, last = result["stages"]![3]!["why"]!;
        Assert.Equal((6, 1), ((int)clean["length: too short"]!, (int)clean["html: tags nested deeper than 512"]!));
        Assert.InRange((int)dedup["dedup: a near-duplicate"]!, 1, corpus.Entries / 6);
        Assert.Equal("{\"decontaminate: test, exact\":1}", last.ToJsonString().Replace(Path.GetFileName(corpus.In()) + "-test", "test", StringComparison.Ordinal));

        JsonObject page = Assert.Single(new StageFolder(corpus.In("out", "decontaminate")).Shards.SelectMany(Rows), row => (string?)row["source"] == "pages");
        Assert.Equal("# 봄 나들이\n\n지난 주말에 식구들과 남산에 올랐다. 벚꽃이 활짝 피어 사람들이 많았다.\n\n문의는 [이메일] 으로 보내면 된다.", (string?)page["text"]);
        Assert.Equal("나들이", (string?)page["title"]);
        JsonObject leaked = Assert.Single(Directory.GetFiles(corpus.In("out", "decontaminate"), "dropped-*").SelectMany(Rows));
        Assert.Equal(("problems:problems.csv:3", "13"), ((string?)leaked["id"], (string?)leaked["answer"]));
        List<JsonObject> mixed = [.. Directory.GetFiles(corpus.In("out", "mix"), "*.jsonl").SelectMany(Rows)];
        Assert.Equal([("daily", 20), ("math", 1), ("pages", 1)], mixed.CountBy(row => (string)row["category"]!).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(3, Rows(corpus.In("out", "mix", "valid.jsonl")).Count);
        Assert.All(mixed, row => Assert.Equal("mix", (string?)row["lineage"]!.AsArray()[^1]!["step"]));
        Assert.Equal("problems:problems.csv:3", (string?)Assert.Single(Rows(corpus.In("out", "decontaminate", "pairs.jsonl")))["text"]);
    }

    [Fact]
    public async Task Workers_ChangeNoByte_AndASecondRunKeepsEverything()
    {
        using var corpus = new SmallCorpus(300);
        Json(await Run(corpus.Recipe, "--json", "--set", "workers=1", "--out", corpus.In("one")));
        Json(await Run(corpus.Recipe, "--json", "--set", "workers=3", "--out", corpus.In("three")));
        Assert.Equal(corpus.Snapshot("one"), corpus.Snapshot("three"));

        var written = Directory.EnumerateFiles(corpus.In("one"), "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var again = await Run(corpus.Recipe, "--set", "workers=2", "--out", corpus.In("one"));
        Assert.Equal(0, again.Code);
        Assert.Equal(5, again.Error.Split("finished before, kept").Length - 1);
        Assert.All(written, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Contains("length: too short", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherSetting_MakesItsStageAndWhatFollowsAgain_AsIfNothingHadBeenThere()
    {
        using var corpus = new SmallCorpus();
        await Run(corpus.Recipe);
        var (code, _, error) = await Run(corpus.Recipe, "--set", "clean.2.min=20");
        Assert.True(code == 0, error);
        Assert.Contains("collect: finished before, kept", error, StringComparison.Ordinal);
        Assert.DoesNotContain("clean: finished before", error, StringComparison.Ordinal);
        await Run(corpus.Recipe, "--set", "clean.2.min=20", "--out", corpus.In("fresh"));
        Assert.Equal(corpus.Snapshot("fresh"), corpus.Snapshot("out"));

        corpus.Write("test.jsonl", "{\"prompt\":\"지난 주말에 식구들과 남산에 올랐다. 벚꽃이 활짝 피어 사람들이 많았다.\",\"answer\":\"1\"}\n");
        var changed = await Run(corpus.Recipe, "--set", "clean.2.min=20");
        Assert.Equal(3, changed.Error.Split("finished before, kept").Length - 1);
        Assert.Contains(Directory.GetFiles(corpus.In("out", "decontaminate"), "dropped-*").SelectMany(Rows), row => (string?)row["source"] == "pages");
    }

    [Fact]
    public async Task PathsWithoutARecipe_AreCollected()
    {
        using var corpus = new SmallCorpus();
        JsonNode result = Json(await Run(corpus.In("diary.jsonl"), corpus.In("pages"), "--out", corpus.In("raw"), "--json"));
        AssertAccounted(result);
        Assert.Equal(62, (int)Assert.Single(result["stages"]!.AsArray())!["out"]!);
        Assert.Equal("diary:diary.jsonl:1", (string?)Rows(corpus.In("raw", "collect", "documents-00000.jsonl"))[0]["id"]);
        Assert.Equal(2, (await Run(corpus.In("diary.jsonl"))).Code);
    }

    [Fact]
    public async Task Crawls_AreCollectedBehindTheSources_AndNotAskedForAgain()
    {
        using var site = new TestSite();
        site.Page("/", "<main><h1>처음</h1><p>여기는 우리 동네 도서관의 누리집입니다. 새 소식을 모아 둡니다.</p><a href=\"/news.html\">소식</a></main>");
        site.Page("/news.html", "<main><h1>소식</h1><p>다음 주 토요일에 어린이를 위한 동화 읽기 모임이 열립니다.</p></main>");
        using var corpus = new SmallCorpus(3);
        corpus.Write("crawl.yaml", $$"""
            out: {{corpus.In("out")}}
            sources: {{corpus.In("diary.jsonl")}}
            crawls:
              - {name: library, start: {{site.Origin}}/, user_agent: "test-corpus/1.0 (+mailto:corpus@example.kr)", licence: CC-BY-4.0, delay: 0, sitemap: false}
            clean: [html]
            """);
        JsonNode result = Json(await Run(corpus.In("crawl.yaml"), "--json"));
        AssertAccounted(result);
        List<JsonObject> pages = [.. Rows(corpus.In("out", "clean", "documents-00001.jsonl"))];
        Assert.Equal(["처음", "소식"], pages.Select(page => ((string)page["text"]!).Split('\n')[0].TrimStart('#', ' ')));
        Assert.All(pages, page => Assert.Equal(("library", "CC-BY-4.0"), ((string?)page["source"], (string?)page["licence"])));
        site.Clear();
        var again = await Run(corpus.In("crawl.yaml"));
        Assert.Equal(0, again.Code);
        Assert.DoesNotContain(site.Requests, request => request.Path != "/robots.txt");
        Assert.Contains("collect: finished before, kept", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sources.0.path=/nowhere/a.jsonl", "the source \"a\": /nowhere/a.jsonl: no such file or folder; expected documents")]
    [InlineData("sources.0.pth=x", "unknown key \"pth\" in \"sources.0\"; did you mean \"path\"?")]
    [InlineData("sources.0.format=jsonlines", "expected one of jsonl, json, csv")]
    [InlineData("sources.1.name=diary", "2 sources have the name \"diary\"")]
    [InlineData("sources=[]", "there are no sources")]
    [InlineData("clean.0=htlm", "\"clean.0\": unknown cleaning step \"htlm\"")]
    [InlineData("clean.0=htlm", "did you mean \"html\"?")]
    [InlineData("clean.2.mim=3", "\"clean.2\": the cleaning step \"length\" has no setting \"mim\"; expected one of max, min; did you mean \"min\"?")]
    [InlineData("clean.3.min=2", "the setting \"min\" of the cleaning step \"hangul\": got \"2\", expected a number from 0 to 1")]
    [InlineData("dedup.treshold=0.8", "unknown key \"treshold\" in \"dedup\"; did you mean \"threshold\"?")]
    [InlineData("dedup.threshold=0", "\"dedup\": dedup: threshold is 0; expected above 0, at most 1.")]
    [InlineData("dedup.keep=longst", "did you mean \"longest\"?")]
    [InlineData("decontaminate.benchmarks=/nowhere/b.jsonl", "/nowhere/b.jsonl: no such file or folder; expected benchmarks")]
    [InlineData("decontaminte.benchmarks=x", "did you mean \"decontaminate\"?")]
    [InlineData("mix.weigths.math=1", "did you mean \"weights\"?")]
    [InlineData("mix.out=x", "\"mix\" has \"out\"; expected none")]
    [InlineData("workers=0", "\"workers\" is 0; expected a whole number from 1 to 1024.")]
    public async Task BadRecipe_IsOneLine_AndNothingIsWritten(string set, string expected)
    {
        using var corpus = new SmallCorpus(1);
        var (code, output, error) = await Run(corpus.Recipe, "--set", set);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(corpus.In("out")));
    }

    [Theory]
    [InlineData("mix.counts={daily: 20, maths: 1}", "mix: unknown category \"maths\" in \"counts\"; the sets have daily, extra, math.")]
    [InlineData("mix={weights: {dialy: 1}}", "mix: unknown category \"dialy\" in \"weights\"")]
    [InlineData("mix={rows: 30, counts: {daily: 20}}", "mix: \"counts\" sum to 20 and \"rows\" is 30")]
    [InlineData("mix.replace={math: nix}", "mix: \"replace\" puts the set \"nix\"")]
    [InlineData("mix.sets.extra.path=/nowhere/x.jsonl", "/nowhere/x.jsonl: no such file or folder")]
    public async Task BadMixture_IsToldBeforeAnythingIsRead(string set, string expected)
    {
        using var corpus = new SmallCorpus(1);
        corpus.Write("small.yaml", $$"""
            out: {{corpus.In("out")}}
            sources:
              - {path: {{corpus.In("diary.jsonl")}}, category: daily}
              - {path: {{corpus.In("problems.csv")}}, text: question, category: math}
            mix: {counts: {daily: 1}, sets: {extra: {path: {{corpus.In("test.jsonl")}} } } }
            """);
        var (code, output, error) = await Run(corpus.In("small.yaml"), "--set", set);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(corpus.In("out")));
    }

    [Fact]
    public async Task AnotherRunInTheFolder_OrAFileInItsPlace_IsOneLine()
    {
        using var corpus = new SmallCorpus(1);
        using (RunLock.Take(corpus.In("out")))
        {
            Assert.Equal((2, "", $"saenggak: {corpus.In("out")}: another run is writing into it; wait until it ends, or name another folder with --out.\n"), await Run(corpus.Recipe));
        }
        Assert.Equal([".lock"], Directory.GetFileSystemEntries(corpus.In("out")).Select(Path.GetFileName));
        Assert.Equal(0, (await Run(corpus.In("diary.jsonl"), "--out", corpus.In("out"))).Code);
        Assert.Equal((2, "", $"saenggak: {corpus.In("test.jsonl")}: is a file; expected a folder to write to, there or to be made.\n"), await Run(corpus.Recipe, "--out", corpus.In("test.jsonl")));
        Assert.Contains("test.jsonl is a file; expected a folder", (await Run(corpus.Recipe, "--out", corpus.In("test.jsonl", "below"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedFolder_IsMadeAgain_AndSaysWhy()
    {
        using var corpus = new SmallCorpus();
        await Run(corpus.Recipe);
        SortedDictionary<string, string> whole = corpus.Snapshot("out");
        string shard = corpus.In("out", "clean", "documents-00001.jsonl");
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..100]);
        File.Delete(corpus.In("out", "mix", "valid.jsonl"));
        corpus.Write("out/decontaminate/manifest.json", "{ \"broken");
        var (code, _, error) = await Run(corpus.Recipe);
        Assert.True(code == 0, error);
        Assert.Contains($"clean: made again, because {shard} has 100 bytes and had ", error, StringComparison.Ordinal);
        Assert.Contains("decontaminate: made again, because ", error, StringComparison.Ordinal);
        Assert.Contains($"mix: made again, because {corpus.In("out", "mix", "valid.jsonl")} is gone", error, StringComparison.Ordinal);
        Assert.Equal(2, error.Split("finished before, kept").Length - 1);
        Assert.Equal(whole, corpus.Snapshot("out"));
    }

    [Fact]
    public async Task ASourceWithoutDocuments_AndIdsThatAreNone_AreSaid()
    {
        using var corpus = new SmallCorpus(4);
        corpus.Write("odd.yaml", $$"""
            out: {{corpus.In("out")}}
            sources:
              - {path: {{corpus.In("diary.jsonl")}}, text: body}
              - {path: {{corpus.In("problems.csv")}}, text: question, id: 종류}
              - {path: {{corpus.In("kinds.jsonl")}}, id: kind}
            """);
        corpus.Write("kinds.jsonl", string.Concat(Enumerable.Repeat("{\"kind\":\"글\",\"text\":\"오늘은 비가 왔다.\"}\n", 3)));
        var (code, _, error) = await Run(corpus.In("odd.yaml"));
        Assert.Equal(0, code);
        Assert.Contains($"the source \"diary\" gave no documents; {corpus.In("out", "collect", "rejects.jsonl")} says why 4 were set aside", error, StringComparison.Ordinal);
        Assert.Contains("the source \"kinds\": 2 of 3 documents had an id that another has", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"problems\"", error, StringComparison.Ordinal);
        Assert.Equal(["kinds:글", "kinds:글#2", "kinds:글#3"], Rows(corpus.In("out", "collect", "documents-00001.jsonl")).Select(row => (string)row["id"]!));
    }

    /// <summary>The recipe that comes with the program, over the real data, in under three minutes; a timing is measured elsewhere.</summary>
    [SkippableFact]
    public async Task CollectClean_PassesOverTheRealData()
    {
        SharedData.Require("korean_text", "html_pages");
        SharedData.Require("korean_math", "kmwps", "train.csv");
        using var corpus = new SmallCorpus(1);
        string recipe = Path.Combine(SharedData.RepositoryRoot, "recipes", "collect-clean.yaml");
        string here = File.ReadAllText(recipe).Replace("../shared/data", Path.Combine(SharedData.RepositoryRoot, "..", "shared", "data"), StringComparison.Ordinal);
        corpus.Write("real.yaml", here);
        JsonNode result = Json(await Run(corpus.In("real.yaml"), "--out", corpus.In("real"), "--json"));
        AssertAccounted(result);
        StageReport collect = StageReport.Load(corpus.In("real", "collect", StageFolder.ReportFile));
        Assert.Equal([10_161L, 3000, 3000, 11_823, 14_412, 50, 69], collect.Sources!.Select(source => source.Documents));
        Assert.Equal(3, collect.RejectedCount);
        Assert.InRange((double)result["stages"]![1]!["out"]! / collect.Kept, 0.9, 0.99);
        Assert.All(new StageFolder(corpus.In("real", "decontaminate")).Shards.SelectMany(Rows), row => Assert.True(row.ContainsKey("category") && row.ContainsKey("language") && (string?)row["format"] != "html"));
        List<JsonObject> leaked = [.. Directory.GetFiles(corpus.In("real", "decontaminate"), "dropped-*").SelectMany(Rows)];
        Assert.InRange(leaked.Count(row => (string?)row["source"] == "kmwps"), 100, 2000);
        Assert.Equal((19_500, 500), (File.ReadLines(corpus.In("real", "mix", "train.jsonl")).Count(), File.ReadLines(corpus.In("real", "mix", "valid.jsonl")).Count()));
    }
}

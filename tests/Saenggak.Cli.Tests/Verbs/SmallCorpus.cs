using System.Globalization;
using System.IO.Compression;
using System.Text;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Data;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>A few documents of every kind in a folder, good and bad ones, and a recipe that runs them through the whole chain.</summary>
internal sealed class SmallCorpus : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saenggak-collect-").FullName;

    /// <summary>Documents in <c>diary.jsonl</c>.</summary>
    public int Entries { get; }

    /// <param name="entries">Documents in <c>diary.jsonl</c>; the other sources are a few documents each.</param>
    public SmallCorpus(int entries = 60)
    {
        Entries = entries;
        Write("diary.jsonl", string.Concat(Enumerable.Range(0, entries).Select(Entry)));
        Write("problems.csv", "question,answer\n\"민수는 사과 3개와 배 4개를 샀습니다. 과일은 모두 몇 개입니까?\",7\n\"버스에 승객이 21명 타고 있었는데 다음 정류장에서 8명이 내렸습니다. 버스에 남은 승객은 몇 명입니까?\",13\n한 칸뿐인 줄\n");
        Write("test.jsonl", "{\"prompt\":\"버스에 승객이 21명 타고 있었는데 다음 정류장에서 8명이 내렸습니다. 버스에 남은 승객은 몇 명입니까?\",\"answer\":\"13\"}\n");
        Directory.CreateDirectory(In("pages"));
        Write("pages/notice.html", "<html><head><title>나들이</title></head><body><nav><a href=\"/\">처음</a><a href=\"/log\">로그인</a></nav><article><h1>봄 나들이</h1><p>지난 주말에 식구들과 남산에 올랐다. 벚꽃이 활짝 피어 사람들이 많았다.</p><p>문의는 hong@example.com 으로 보내면 된다.</p></article><footer>저작권</footer></body></html>");
        Write("pages/nested.html", string.Concat(Enumerable.Repeat("<div>", 1_000_000)));
        using (var gzip = new GZipStream(File.Create(In("cut.jsonl.gz")), CompressionLevel.Fastest))
        {
            var random = new Random(1);
            for (int i = 0; i < 4000; i++) gzip.Write(Encoding.UTF8.GetBytes($"{{\"text\":\"잘린 파일의 {random.NextInt64()}번째 줄인데 아직은 읽을 수 있다.\"}}\n"));
        }
        byte[] whole = File.ReadAllBytes(In("cut.jsonl.gz"));
        File.WriteAllBytes(In("cut.jsonl.gz"), whole[..(whole.Length / 2)]);
        File.WriteAllBytes(In("odd.jsonl"), [.. "{\"text\":\""u8, 0xFF, .. "\"}\n{\"text\":\""u8, .. Encoding.UTF8.GetBytes(new string('가', 2_000_000)), .. "\"}\n{\"text\":\"이 줄만은 멀쩡해서 끝까지 남는다.\"}\n"u8]);
        Write("recipe.yaml", $$"""
            out: {{In("out")}}
            shard_documents: 25
            sources:
              - {path: {{In("diary.jsonl")}}, category: daily}
              - {path: {{In("problems.csv")}}, text: question, category: math}
              - {path: {{In("pages")}}, max_bytes: 6_000_000}
              - {{In("cut.jsonl.gz")}}
              - {path: {{In("odd.jsonl")}}, max_bytes: 1_000_000}
            clean: [html, control, {step: length, min: 8}, {step: hangul, min: 0.3}, language, pii]
            dedup: {keep: longest}
            decontaminate: {benchmarks: {{In("test.jsonl")}} }
            mix: {counts: {daily: 20, math: 1, pages: 1}, valid: 3}
            """);
    }

    public string Recipe => In("recipe.yaml");

    public string In(params string[] parts) => Path.Combine(folder, Path.Combine(parts));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public void Write(string name, string text) => File.WriteAllText(In(name), text);

    /// <summary>Every file under a run's folder by its contents, but for the manifests, which hold times.</summary>
    public SortedDictionary<string, string> Snapshot(string run) => new(
        Directory.EnumerateFiles(In(run), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != Manifest.FileName)
            .ToDictionary(path => Path.GetRelativePath(In(run), path), Manifest.HashFile), StringComparer.Ordinal);

    /// <summary>Runs a command line in this process.</summary>
    public static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([CollectVerb.Create()]).RunAsync(["collect", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    // Every ninth is too short, every sixth repeats the one before with one word more.
    private static string Entry(int i)
    {
        int told = i % 6 == 5 ? i - 1 : i;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{told * 7919 % 100_003}번째 일기. 오늘은 {told * 31 % 997}쪽까지 읽고 {told * 17 % 613}걸음을 걸었으며, 저녁에는 {told * 13 % 389}번 버스를 타고 집에 와서 식구들과 밥을 먹었다.");
        if (i % 6 == 5) text += " 끝.";
        if (i % 9 == 8) text = "짧음";
        return $"{{\"text\":\"{text}\"}}\n";
    }
}

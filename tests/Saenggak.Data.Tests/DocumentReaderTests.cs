using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class DocumentReaderTests
{
    private static readonly DocumentReadOptions Options = new() { Source = "set", Licence = "CC0", MaxBytes = 10_000 };

    [Fact]
    public void Jsonl_GoodRowsPass_AndBadOnesAreSetAsideWithTheirLines()
    {
        using var folder = new TempFolder();
        byte[] bytes =
        [
            .. "{\"id\":7,\"text\":\"가\",\"license\":\"MIT\",\"x\":1}\n"u8, .. "{\"text\":"u8, .. "\n"u8, .. "{\"text\":\""u8, 0xFF, .. "\"}\n"u8,
            .. Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 300_000)}\"}}\n"), .. "{\"other\":1}\n{\"text\":\"나\"}"u8,
        ];
        File.WriteAllBytes(folder["a.jsonl"], bytes);
        (Document[] documents, RejectList rejects) = Read(folder["a.jsonl"]);
        Assert.Equal([("set:7", "가", "MIT"), ("set:a.jsonl:6", "나", "CC0")], documents.Select(d => (d.Id, d.Text, d.Licence!)));
        Assert.Equal(1, documents[0].Columns!["x"]!.GetValue<int>());
        Assert.Equal([(2L, "not a JSON object"), (3L, "not valid UTF-8"), (4L, "too long"), (5L, "no text")], rejects.Samples.Select(r => (r.Line, r.Reason)));
    }

    [Fact]
    public void Jsonl_OfDocuments_ComesBackAsItWasWritten()
    {
        using var folder = new TempFolder();
        var document = new Document
        {
            Id = "web:1", Text = "글\n둘", Source = "web", Url = "u", Date = "d", Language = "ko", Format = DocumentFormat.Markdown,
            Labels = new Document { Id = "", Text = "", Source = "" }.Labels.Add("adult", "2"),
            Lineage = [new LineageEntry("pii", "[이메일] 1")], Columns = new JsonObject { ["free"] = "열" },
        };
        JsonLinesWriter.WriteAll(folder["a.jsonl"], [DocumentJson.Write(document)]);
        JsonObject again = DocumentJson.Write(Read(folder["a.jsonl"]).Documents.Single() with { Licence = null });
        Assert.Equal(DocumentJson.Write(document).ToJsonString(), again.ToJsonString());
        Assert.Equal(again.ToJsonString(), DocumentJson.Write(DocumentJson.Read(JsonLines.Read(folder["a.jsonl"]).Single())).ToJsonString());
    }

    [Fact]
    public void TruncatedGzip_KeepsWhatCameBefore_AndTheNextFile()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        JsonLinesWriter.WriteAll(folder["a.jsonl.gz"], Enumerable.Range(0, 50_000).Select(_ => new JsonObject { ["text"] = $"글 {random.NextInt64()}" }));
        byte[] whole = File.ReadAllBytes(folder["a.jsonl.gz"]);
        File.WriteAllBytes(folder["a.jsonl.gz"], whole[..(whole.Length / 2)]);
        folder.Write("b.jsonl", "{\"text\":\"끝\"}");
        (Document[] documents, RejectList rejects) = Read(folder.Path);
        Assert.InRange(documents.Length, 1000, 49_999);
        Assert.Equal("끝", documents[^1].Text);
        Assert.Equal("the rest of the file cannot be read", Assert.Single(rejects.Samples).Reason);
    }

    [Fact]
    public void LineOfManyMegabytes_IsNeverHeld() => AssertNeverHeld(megabytes: 200);

    [Fact]
    [Trait("speed", "slow")]
    public void LineOfTwoGigabytes_IsNeverHeld() => AssertNeverHeld(megabytes: 2100);

    private static void AssertNeverHeld(int megabytes)
    {
        using var folder = new TempFolder();
        using (var gzip = new GZipStream(File.Create(folder["a.jsonl.gz"]), CompressionLevel.Fastest))
        {
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (int i = 0; i < megabytes; i++) gzip.Write(block);
            gzip.Write("\n{\"text\":\"끝\"}\n"u8);
        }
        // Of this thread only: other tests run beside.
        long before = GC.GetAllocatedBytesForCurrentThread();
        (Document[] documents, RejectList rejects) = Read(folder["a.jsonl.gz"]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 << 20);
        Assert.Equal("끝", Assert.Single(documents).Text);
        Assert.Equal((1L, "too long"), rejects.Samples.Select(r => (r.Line, r.Reason)).Single());
    }

    [Theory]
    [InlineData("[{\"text\":\"가\"},\n7,{\"text\":\"나\"},{\"a\":1}]", "1 3", 2)]
    [InlineData("\uFEFF{\"1\":{\"text\":\"가\"},\n\"x\":\"글\",\"2\":{\"text\":\"나\"},\"3\":{\"a\":1}}", "1 2", 2)]
    [InlineData("{\"version\":\"1\",\n\"data\":[{\"text\":\"가\"},{\"text\":\"나\"}]}", "data:1 data:2", 1)]
    [InlineData("[{\"text\":\"가\"},{\"text\":\"나\"},\n{\"text\":", "1 2", 2)]
    public void Json_ListOrRowsByName(string json, string keys, int rejectedLine)
    {
        using var folder = new TempFolder();
        folder.Write("a.json", json);
        (Document[] documents, RejectList rejects) = Read(folder.Path);
        Assert.Equal(keys.Split(' ').Select(key => $"set:a.json:{key}"), documents.Select(document => document.Id));
        Assert.Equal(["가", "나"], documents.Select(document => document.Text));
        Assert.Equal(rejectedLine, rejects.Samples[0].Line);
    }

    [Fact]
    public void FilesWithoutEnd_AreTurnedDown_AndTheNextIsRead()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", "text,x\n" + string.Concat(Enumerable.Repeat("가,", 500_000)));
        folder.Write("b.csv", "text,x\n\"" + new string('가', 2 << 20));
        folder.Write("c.jsonl", string.Concat(Enumerable.Repeat("{\"text\":[", 1_000)) + "\n{\"text\":\"끝\"}");
        folder.Write("d.html", new string('<', 20_000));
        File.WriteAllBytes(folder["e.warc"], [.. "WARC/1.0\r\n"u8, .. Enumerable.Repeat((byte)'x', 300_000)]);
        (Document[] documents, RejectList rejects) = Read(folder.Path);
        Assert.Equal("끝", Assert.Single(documents).Text);
        Assert.Equal(
            ["a.csv: the rest of the file cannot be read", "b.csv: the rest of the file cannot be read", "c.jsonl: not a JSON object", "d.html: too long", "e.warc: broken WARC record: its header has no length"],
            rejects.Samples.Select(r => $"{Path.GetFileName(r.File)}: {r.Reason}"));
        Assert.Contains("more than 10000 fields", rejects.Samples[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void WarcCutInTheMiddle_KeepsTheRecordsBefore_WhereverTheCutIs()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        byte[][] members = [.. Enumerable.Range(1, 3).Select(i => Packed(Record("conversion", "text/plain", $"글 {i} " + string.Concat(Enumerable.Range(0, 200).Select(_ => random.Next())))))];
        byte[] whole = [.. members[0], .. members[1], .. members[2]];
        int before = members[0].Length + members[1].Length;
        // Within the head of the member, early and late in its data, and within its trailer.
        foreach (int cut in (int[])[before + 3, before + 30, before + (members[2].Length / 2), whole.Length - 6])
        {
            File.WriteAllBytes(folder["a.warc.gz"], whole[..cut]);
            (Document[] documents, RejectList rejects) = Read(folder.Path);
            Assert.InRange(documents.Length, 2, 3);
            Assert.Equal(["글 1", "글 2"], documents.Take(2).Select(d => d.Text[..3]));
            if (documents.Length == 2) Assert.True(rejects.Samples.Count > 0, $"cut at {cut} of {whole.Length}");
        }
    }

    [Fact]
    public void Csv_JoinsTheNamedColumns_AndSetsOddRecordsAside()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.csv", "Q,A,label\n\"어디, 가요?\",집이요,0\n하나,둘\n뭐해요?,\"일\n해요\",1\n");
        (Document[] documents, RejectList rejects) = Read(path, Options with { TextColumns = ["Q", "A"] });
        Assert.Equal(["어디, 가요?\n집이요", "뭐해요?\n일\n해요"], documents.Select(d => d.Text));
        Assert.Equal(3, Assert.Single(rejects.Samples).Line);
        Assert.Equal("0", documents[0].Columns!["label"]!.GetValue<string>());
    }

    [Fact]
    public void Folder_TakesPagesInOrder_TheirHeadsOff_AndOldEncodings()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["sub"]);
        folder.Write("b.md", "---\ntitle: \"제목\"\n---\n# 글");
        folder.Write("c.md", "---\n\n글");
        byte[] cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!.GetBytes("<meta charset=euc-kr><p>옛 글</p>");
        File.WriteAllBytes(folder["sub/a.html"], cp949);
        File.WriteAllBytes(folder["x.html"], [0xC3, 0x28, 0xFF, 0xFE]);
        folder.Write("picture.png", "no");
        (Document[] documents, RejectList rejects) = Read(folder.Path);
        Assert.Equal(["set:b.md", "set:c.md", "set:sub/a.html"], documents.Select(d => d.Id));
        Assert.Equal("제목", documents[0].Columns!["title"]!.GetValue<string>());
        Assert.Equal(["# 글", "---\n\n글"], documents.Take(2).Select(d => d.Text));
        Assert.Contains("옛 글", documents[2].Text, StringComparison.Ordinal);
        Assert.Equal("not valid UTF-8", Assert.Single(rejects.Samples).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Warc_GivesPagesAndTexts_AndGoesOnAfterABrokenRecord(bool gzip)
    {
        using var folder = new TempFolder();
        string[] records =
        [
            Record("warcinfo", "application/warc-fields", "software: x"),
            Record("response", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>첫 글</p>"),
            "WARC/1.0\r\nWARC-Type: response\r\nno colon here\r\n\r\nrubbish\r\nmore\r\n",
            Record("response", "application/http", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>없음</p>"),
            Record("response", "application/http", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n사과\r\n3\r\n배\r\n0\r\n\r\n"),
            Record("conversion", "text/plain", new string('x', 20_000)),
            Record("conversion", "text/plain", "둘째 글"),
            Record("conversion", "text/plain", "잘린 글")[..^9],
        ];
        string path = folder[gzip ? "a.warc.gz" : "a.warc"];
        using (FileStream file = File.Create(path))
        {
            foreach (string record in records)
            {
                using Stream member = gzip ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : new MemoryStream();
                member.Write(Encoding.UTF8.GetBytes(record));
                if (member is MemoryStream plain) file.Write(plain.ToArray());
            }
        }
        (Document[] documents, RejectList rejects) = Read(path);
        Assert.Equal(["<p>첫 글</p>", "사과배", "둘째 글"], documents.Select(d => d.Text));
        Assert.Equal("http://example.test/", documents[0].Url);
        Assert.Equal([DocumentFormat.Html, DocumentFormat.Html, DocumentFormat.Text], documents.Select(d => d.Format));
        Assert.Equal(["broken WARC record: its header has no length", "too long", "broken WARC record: the file ends within it"], rejects.Samples.Select(r => r.Reason));
    }

    [Fact]
    public void MissingPathsAndUnknownFormats_AreOneLine()
    {
        Assert.Contains("no such file", Assert.Throws<InputException>(() => Read("/nowhere/a.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("expected one of jsonl", Assert.Throws<InputException>(() => DocumentReaders.Read("/", Options, new RejectList(), "pdf").Count()).Message, StringComparison.Ordinal);
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string Record(string type, string media, string body) =>
        $"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: http://example.test/\r\nContent-Type: {media}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}\r\n\r\n";

    private static (Document[] Documents, RejectList Rejects) Read(string path, DocumentReadOptions? options = null)
    {
        var rejects = new RejectList();
        return ([.. DocumentReaders.Read(path, options ?? Options, rejects)], rejects);
    }
}

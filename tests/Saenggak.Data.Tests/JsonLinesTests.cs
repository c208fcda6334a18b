using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class JsonLinesTests
{
    [Fact]
    public void Read_BomCarriageReturnsAndBlankLines_GivesRowsWithTheirLines()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", "\uFEFF{\"a\":1}\r\n\r\n{\"a\":\"사과\"}");
        JsonLine[] rows = [.. JsonLines.Read(path)];
        Assert.Equal([1L, 3L], rows.Select(row => row.LineNumber));
        Assert.Equal("사과", rows[1].Row["a"]!.GetValue<string>());
        Assert.Equal("a.jsonl:3", rows[1].Where);
    }

    [Theory]
    [InlineData("rows.jsonl")]
    [InlineData("rows.jsonl.gz")]
    public void Write_ThenRead_GivesTheSameRows(string name)
    {
        using var folder = new TempFolder();
        JsonObject[] rows = [.. Enumerable.Range(0, 5000).Select(i => new JsonObject { ["i"] = i, ["text"] = $"값 {i} <b>\u001F" })];
        JsonLinesWriter.WriteAll(folder[name], rows);
        Assert.Equal(rows.Select(row => row.ToJsonString()), JsonLines.Read(folder[name]).Select(line => line.Row.ToJsonString()));
        Assert.Equal([name], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_KeepsKoreanReadableAndEndsWithNewlines()
    {
        using var folder = new TempFolder();
        JsonLinesWriter.WriteAll(folder["a.jsonl"], [new JsonObject { ["글"] = "사과" }]);
        Assert.Equal("{\"글\":\"사과\"}\n"u8.ToArray(), File.ReadAllBytes(folder["a.jsonl"]));
    }

    [Fact]
    public void Write_WithoutCommit_LeavesTheOlderFile()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", "{\"old\":1}\n");
        using (var writer = new JsonLinesWriter(path)) writer.Write(new JsonObject { ["new"] = 1 });
        Assert.Equal("{\"old\":1}\n", File.ReadAllText(path));
        Assert.False(File.Exists(AtomicFile.TemporaryName(path)));
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":", "a.jsonl:2: not valid JSON")]
    [InlineData("{\"a\":1}\n[1]", "a.jsonl:2: got a list, expected one JSON object")]
    [InlineData("{\"a\":1,\"a\":2}", "a.jsonl:1: not valid JSON")]
    [InlineData("", "a.jsonl: the file has no rows")]
    [InlineData("\n \n", "a.jsonl: the file has no rows")]
    public void Read_BrokenFiles_SayWhereAndWhat(string text, string start)
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", text);
        var error = Assert.Throws<InputException>(() => JsonLines.Read(path).Count());
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_MissingFile_IsOneLine() =>
        Assert.Contains("no such file", Assert.Throws<InputException>(() => JsonLines.Read("/nowhere/x.jsonl").Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_InvalidUtf8_NamesTheLine()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.jsonl"], [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
        var error = Assert.Throws<InputException>(() => JsonLines.Read(folder["a.jsonl"]).Count());
        Assert.StartsWith("a.jsonl:1: the line is not valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(500_000, false)]
    public void Read_LineBeyondTheBound_IsAClearError(int length, bool fits)
    {
        using var folder = new TempFolder();
        string filler = new('x', length - "{\"a\":\"\"}".Length);
        string path = folder.Write("a.jsonl", $"{{\"a\":1}}\n{{\"a\":\"{filler}\"}}\n");
        var options = new JsonLinesOptions { MaxLineBytes = 1000 };
        if (fits) Assert.Equal(2, JsonLines.Read(path, options).Count());
        else Assert.StartsWith("a.jsonl:2: the line is longer than 1,000 bytes", Assert.Throws<InputException>(() => JsonLines.Read(path, options).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongLinesAcrossBufferEnds_StayWhole()
    {
        using var folder = new TempFolder();
        int[] lengths = [10, 65_530, 65_536, 200_000, 3, 131_072];
        JsonLinesWriter.WriteAll(folder["a.jsonl"], lengths.Select(n => new JsonObject { ["a"] = new string('가', n) }));
        Assert.Equal(lengths, JsonLines.Read(folder["a.jsonl"]).Select(line => line.Row["a"]!.GetValue<string>().Length));
    }

    [Fact]
    public void Read_TruncatedGzip_IsAnErrorNotFewerRows()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        JsonLinesWriter.WriteAll(folder["a.jsonl.gz"], Enumerable.Range(0, 2000).Select(_ => new JsonObject { ["a"] = random.NextInt64() }));
        byte[] bytes = File.ReadAllBytes(folder["a.jsonl.gz"]);
        File.WriteAllBytes(folder["cut.jsonl.gz"], bytes[..(bytes.Length / 2)]);
        Assert.Throws<InputException>(() => JsonLines.Read(folder["cut.jsonl.gz"]).Count());
    }

    [Fact]
    public void Read_GzipByContent_WhateverItsName()
    {
        using var folder = new TempFolder();
        using (var gzip = new GZipStream(File.Create(folder["a.jsonl"]), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes("{\"a\":1}\n"));
        Assert.Single(JsonLines.Read(folder["a.jsonl"]));
    }

    [Fact]
    public void Read_Folder_TakesShardsInOrdinalOrder()
    {
        using var folder = new TempFolder();
        folder.Write("b.jsonl", "{\"n\":2}\n");
        folder.Write("a.jsonl", "{\"n\":1}\n");
        folder.Write("manifest.json", "{}");
        Assert.Equal([1, 2], JsonLines.Read(folder.Path).Select(line => line.Row["n"]!.GetValue<int>()));
    }
}

using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class ParquetTests
{
    private static readonly DocumentReadOptions Options = new() { Source = "set", TextColumns = ["본문"], MaxBytes = 10_000 };

    [SkippableFact]
    public void Rows_KeepListsStructsAndNulls_InEveryCompression()
    {
        foreach (string compression in (string[])["snappy", "zstd", "gzip", "uncompressed"])
        {
            using TempFolder folder = Write($"(FORMAT parquet, COMPRESSION {compression})", "a'[1]*?.parquet",
                "SELECT * FROM (VALUES (1, '사과 하나', [{'role': 'user', 'content': '몇 개?'}], 0.5), (2, NULL, NULL, NULL)) v(id, prompt, messages, score)");
            string[] rows = [.. JsonLines.Read(folder["a'[1]*?.parquet"]).Select(line => $"{line.Where} {line.Row["prompt"]} {line.Row["messages"]?[0]?["content"]} {line.Row["score"]}")];
            Assert.Equal(["a'[1]*?.parquet:1 사과 하나 몇 개? 0.5", "a'[1]*?.parquet:2   "], rows);
        }
    }

    [SkippableFact]
    public void Documents_HaveTheirColumns_AndEmptyOnesAreSetAside()
    {
        using TempFolder folder = Write("(FORMAT parquet)", "a.parquet", $"SELECT * FROM (VALUES ('k1', '첫 글입니다.', ['가', '나']), ('k2', '', []), ('k3', '{new string('x', 20_000)}', NULL)) v(id, 본문, tags)");
        var rejects = new RejectList();
        Document document = Assert.Single(DocumentReaders.Read(folder.Path, Options, rejects));
        Assert.Equal(("set:k1", "첫 글입니다."), (document.Id, document.Text));
        Assert.Equal("나", document.Columns!["tags"]![1]!.GetValue<string>());
        Assert.Equal([(2L, "no text"), (3L, "too long")], rejects.Samples.Select(reject => (reject.Line, reject.Reason)));
    }

    [SkippableFact]
    public void BrokenFiles_CostOnlyThemselves()
    {
        using TempFolder folder = Write("(FORMAT parquet, ROW_GROUP_SIZE 2048)", "c.parquet", "SELECT range AS id, 'value ' || hash(range) AS 본문 FROM range(20000)");
        byte[] whole = File.ReadAllBytes(folder["c.parquet"]);
        File.WriteAllBytes(folder["a.parquet"], whole[..1000]);
        whole.AsSpan(whole.Length / 2, 3000).Clear();
        File.WriteAllBytes(folder["b.parquet"], whole);
        var rejects = new RejectList();
        Document[] documents = [.. DocumentReaders.Read(folder.Path, Options, rejects)];
        Assert.InRange(documents.Length, 20_000, 39_999);
        Assert.Equal(["a.parquet", "b.parquet"], rejects.Samples.Select(reject => Path.GetFileName(reject.File)));
        Assert.All(rejects.Samples, reject => Assert.Contains("cannot be read as Parquet", reject.Detail, StringComparison.Ordinal));
        Assert.Contains("no such file", Assert.Throws<InputException>(() => JsonLines.Read("/nowhere/a.parquet").Count()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void RealFiles_AreReadWhole()
    {
        string folder = SharedData.Require("tiny_weights", "verl_digit_completion");
        SkipWithoutLibrary();
        Assert.Equal(["{\"prompt\":[{\"content\":\"7,7:9,4\",\"role\":\"user\"}]}"], JsonLines.Read(Path.Combine(folder, "test.parquet")).Take(1).Select(line => line.Row.ToJsonString()));
        Assert.All(JsonLines.Read(Path.Combine(folder, "train.parquet")), line => Assert.Equal("user", line.Row["prompt"]![0]!["role"]!.GetValue<string>()));
    }

    [SkippableFact]
    public void MissingLibrary_IsOneLineThatSaysWhatToDo()
    {
        Skip.If(DuckDbNative.IsThere, "the library is here");
        using var folder = new TempFolder();
        folder.Write("a.parquet", "PAR1");
        Assert.Contains("run scripts/fetch-duckdb.sh once", Assert.Throws<InputException>(() => JsonLines.Read(folder["a.parquet"]).Count()).Message, StringComparison.Ordinal);
    }

    private static TempFolder Write(string options, string name, string query)
    {
        SkipWithoutLibrary();
        var folder = new TempFolder();
        using var duck = new DuckDb();
        duck.Execute($"COPY ({query}) TO {DuckDb.Quote(folder.Path + "/" + name)} {options}");
        return folder;
    }

    private static void SkipWithoutLibrary() => Skip.IfNot(DuckDbNative.IsThere, "needs DuckDB's library; scripts/fetch-duckdb.sh fetches it");
}

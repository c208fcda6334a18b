using System.Text;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Testing;
using Saenggak.Text.Tokenization;

namespace Saenggak.Cli.Tests.Verbs;

public class BenchTokenizeVerbTests
{
    private static readonly Lazy<BpeTokenizer> Qwen = new(() => BpeTokenizer.Load(SharedData.Require("tokenizers", "qwen3")));

    private const string Paragraph = "사과 3개와 배 5개를 더하면 모두 8개입니다.\n\n  그래서 답은 8이다.  \nx = 3 + 5\r\n「여덟」\n";

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([BenchVerb.Create()]).RunAsync(["bench", "tokenize", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Pieces_AreTheWholeText()
    {
        string text = string.Concat(Enumerable.Repeat(Paragraph, 50));
        var pieces = BenchTokenizeVerb.Pieces(text, pieceChars: 100);
        Assert.True(pieces.Count > 10);
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.ToString())));
        Assert.All(pieces.SkipLast(1), piece => Assert.EndsWith("\n", piece.ToString(), StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Pieces_HaveTheTokensOfTheWhole()
    {
        SharedData.Require("tokenizers", "qwen3");
        string text = string.Concat(Enumerable.Repeat(Paragraph, 50));
        int[] whole = Qwen.Value.Encode(text);
        Assert.Equal(whole, BenchTokenizeVerb.Pieces(text, pieceChars: 100).SelectMany(piece => Qwen.Value.Encode(piece.ToString())));
    }

    [SkippableFact]
    public async Task Json_GivesTheMeasurement()
    {
        string tokenizer = SharedData.Require("tokenizers", "qwen3");
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Paragraph);
            var (code, output, error) = await Run(file, "--tokenizer", tokenizer, "--threads", "2", "--passes", "2", "--json");
            Assert.Equal((0, ""), (code, error));
            var result = JsonNode.Parse(output)!;
            Assert.Equal(Encoding.UTF8.GetByteCount(Paragraph), (long)result["bytes"]!);
            Assert.Equal(Qwen.Value.Encode(Paragraph).Length, (long)result["tokens"]!);
            Assert.True((double)result["mb_per_s"]! > 0);
            Assert.True((double)result["tokens_per_s"]! > 0);
            Assert.True((double)result["peak_memory_gib"]! > 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("none.txt", "2", "saenggak: none.txt: no such file; expected a UTF-8 text file to encode.\n")]
    [InlineData("none.txt", "0", "saenggak: --threads is 0; expected 1 or more.\n")]
    public async Task BadInput_IsOneLine(string file, string threads, string line) =>
        Assert.Equal((2, "", line), await Run(file, "--tokenizer", "nowhere", "--threads", threads));
}

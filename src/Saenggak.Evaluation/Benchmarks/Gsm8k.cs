using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>GSM8K (arXiv 2110.14168): 1,319 word problems whose worked answers end in «#### 18»; greedy, 2,048 tokens (Qwen2.5-Math).</summary>
internal static class Gsm8k
{
    private const string Mark = "####";

    public static Benchmark Benchmark { get; } = new()
    {
        Description = "GSM8K: 1,319 word problems in English; greedy",
        FileNames = ["gsm8k_test.jsonl", "gsm8k.jsonl"],
        Protocol = new() { Greedy = true, Samples = 0, MaxTokens = 2048, Instruction = KnownBenchmarks.BoxedInstruction },
        Read = path => [.. JsonRows.Read(path).Select(Item)],
    };

    private static EvalItem Item(JsonRow row)
    {
        string worked = row.NeedText("answer");
        int mark = worked.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0) throw new InputException($"{row.Where}: \"answer\" has no «{Mark}»; expected a worked answer that ends in «{Mark} 18».");
        return new()
        {
            Id = row.Line.ToString(CultureInfo.InvariantCulture),
            Prompt = row.NeedText("question"),
            Answer = worked[(mark + Mark.Length)..].Trim(),
        };
    }
}

namespace Saenggak.Inference.Tests;

public sealed class ThoughtSplitterTests
{
    [Theory]
    [InlineData("<think>\n둘에 셋을 더한다.\n</think>\n\n답은 5이다.", false, "둘에 셋을 더한다.", "답은 5이다.")]
    [InlineData("둘에 셋을 더한다.\n</think>\n\n답은 5이다.", true, "둘에 셋을 더한다.", "답은 5이다.")]
    [InlineData("<think>\n둘에 셋을 더한다.</think>답은 5이다.\n", true, "둘에 셋을 더한다.", "답은 5이다.\n")]
    [InlineData("답은 5이다.", false, null, "답은 5이다.")]
    [InlineData("\n 답은 <think> 5이다.</think>", false, null, "\n 답은 <think> 5이다.</think>")]
    [InlineData("<think>\n\n</think>\n\n답", false, "", "답")]
    [InlineData("<think>아직 생각\n\n중이다\n", false, "아직 생각\n\n중이다", null)]
    [InlineData("아직 생각 </thin", true, "아직 생각 </thin", null)]
    [InlineData("<thi", false, null, "<thi")]
    [InlineData("<think>가</think>\n\n나</think>다", false, "가", "나</think>다")]
    [InlineData("", true, "", null)]
    [InlineData("", false, null, "")]
    [InlineData("  ", false, null, "  ")]
    public void Append_SplitsHoweverTheTextIsCut(string text, bool startsInThought, string? thought, string? answer)
    {
        for (int size = 1; size <= Math.Max(1, text.Length); size++)
        {
            var deltas = new List<TextDelta>();
            var splitter = new ThoughtSplitter(startsInThought, deltas.Add);
            for (int at = 0; at < text.Length; at += size) splitter.Append(text.Substring(at, Math.Min(size, text.Length - at)));
            splitter.Flush();
            Assert.Equal((thought, answer), (splitter.Thought, splitter.Answer));
            Assert.Equal(thought ?? "", string.Concat(deltas.Where(d => d.IsThought).Select(d => d.Text)));
            Assert.Equal(answer ?? "", string.Concat(deltas.Where(d => !d.IsThought).Select(d => d.Text)));
            Assert.DoesNotContain(deltas, d => d.Text.Length == 0);
        }
    }

    [Theory]
    [InlineData("<|im_start|>assistant\n<think>\n", true), InlineData("<|im_start|>assistant\n<think>\n\n</think>\n\n", false), InlineData("<|im_start|>assistant\n", false)]
    public void EndsInOpenThought_LooksAtTheEndOfThePrompt(string prompt, bool open) => Assert.Equal(open, ThoughtSplitter.EndsInOpenThought(prompt));
}

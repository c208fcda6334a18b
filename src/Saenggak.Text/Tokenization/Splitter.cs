namespace Saenggak.Text.Tokenization;

/// <summary>One step of pre-tokenization: cuts a text into consecutive pieces that merges never cross. Thread-safe.</summary>
internal abstract class Splitter
{
    /// <summary>Appends the end of each piece of a text, raised by <paramref name="offset"/>; the pieces cover the text without gaps.</summary>
    public abstract void Split(ReadOnlySpan<char> text, int offset, List<int> ends);

    /// <summary>A hand-written scanner for a pattern that is known, otherwise the pattern itself on .NET's engine.</summary>
    /// <exception cref="ArgumentException">The pattern is not one .NET understands.</exception>
    public static Splitter ForPattern(string pattern) => Known.TryGetValue(pattern, out Splitter? scanner) ? scanner : new RegexSplitter(pattern);

    private static readonly Dictionary<string, Splitter> Known = new(StringComparer.Ordinal)
    {
        [Gpt2Splitter.Pattern] = new Gpt2Splitter(),
        [Qwen2Splitter.SingleDigitPattern] = new Qwen2Splitter(maxDigits: 1),
        [Qwen2Splitter.ThreeDigitPattern] = new Qwen2Splitter(maxDigits: 3),
    };
}

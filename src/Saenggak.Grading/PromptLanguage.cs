using System.Buffers;

namespace Saenggak.Grading;

/// <summary>The languages that a prompt asks for.</summary>
/// <param name="Thought">Of the thought; null where either will do, as in a translation, whose drafts are in both.</param>
/// <param name="Answer">Of the answer.</param>
public readonly record struct PromptLanguage(WantedLanguage? Thought, WantedLanguage Answer)
{
    /// <summary>Korean in both.</summary>
    public static PromptLanguage Korean { get; } = new(WantedLanguage.Korean, WantedLanguage.Korean);

    /// <summary>English in both.</summary>
    public static PromptLanguage English { get; } = new(WantedLanguage.English, WantedLanguage.English);

    private const int MaxQuote = 2000, MaxPrompt = 1 << 15;

    /// <summary>
    /// Reads what the user asked. An explicit request decides («영어로 답해», "answer in Korean", «영어로 답하지 마», «영어로 생각하고
    /// 한국어로 답해», "translate into English"); otherwise the language most words are in, after code, formulas and quotations are
    /// taken out. Korean where there are as many of both, or none.
    /// </summary>
    public static PromptLanguage Of(ReadOnlySpan<char> prompt)
    {
        if (prompt.Length > MaxPrompt) prompt = prompt[^MaxPrompt..];
        char[] rented = ArrayPool<char>.Shared.Rent(Math.Max(1, prompt.Length));
        try
        {
            Span<char> plain = rented.AsSpan(0, prompt.Length);
            Blank(prompt, plain);
            WantedLanguage most = Majority(plain);
            LanguageRequest request = LanguageRequest.In(plain);
            WantedLanguage answer = request.Answer ?? most;
            WantedLanguage? thought = request.Thought ?? (request.Translation ? null : request.Answer ?? most);
            return new PromptLanguage(thought, answer);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    // The text with blanks for code, formulas and quotations.
    private static void Blank(ReadOnlySpan<char> prompt, Span<char> plain)
    {
        prompt.CopyTo(plain);
        for (int i = 0; i < prompt.Length; i++)
        {
            int length = 0;
            if (ProseText.Starts.Contains(prompt[i])) ProseText.PieceAt(prompt, i, out length);
            if (length == 0) length = Quotation(prompt, i);
            if (length == 0) continue;
            plain.Slice(i, length).Fill(' ');
            i += length - 1;
        }
    }

    private static int Quotation(ReadOnlySpan<char> text, int at)
    {
        char closing = text[at] switch
        {
            '"' => '"', '“' => '”', '‘' => '’', '«' => '»', '「' => '」', '『' => '』', '《' => '》',
            // An apostrophe stands inside or behind a word.
            '\'' when at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at - 1] is '(' or ':' => '\'',
            _ => '\0',
        };
        if (closing == '\0') return 0;
        ReadOnlySpan<char> rest = text.Slice(at + 1, Math.Min(MaxQuote, text.Length - at - 1));
        int end = rest.IndexOf(closing);
        return end < 0 || rest[..end].Contains("\n\n", StringComparison.Ordinal) ? 0 : end + 2;
    }

    private static WantedLanguage Majority(ReadOnlySpan<char> plain)
    {
        int korean = 0, english = 0;
        for (int i = 0; i < plain.Length;)
        {
            Letter first = Letters.At(plain, i, out int length, out _);
            i += length;
            if (first < Letter.Hangul) continue;
            int letters = 1;
            for (; i < plain.Length; i += length, letters++)
            {
                Letter letter = Letters.At(plain, i, out length, out _);
                if (letter < Letter.Hangul || (letter == Letter.Hangul) != (first == Letter.Hangul)) break;
            }
            if (first == Letter.Hangul) korean++;
            else if (letters > 1 && first is Letter.Latin or Letter.Styled) english++;
        }
        return english > korean ? WantedLanguage.English : WantedLanguage.Korean;
    }
}

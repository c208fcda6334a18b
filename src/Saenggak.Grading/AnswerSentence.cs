namespace Saenggak.Grading;

/// <summary>Finds «정답은 12개입니다.», «답: 12», "The answer is 12." and takes the stated value out.</summary>
internal static class AnswerSentence
{
    private static readonly string[] Endings =
        ["입니다", "이었습니다", "이에요", "이예요", "예요", "에요", "이다", "이야", "임", "이 됩니다", "가 됩니다", "이 된다", "가 된다", "이 돼요", "가 돼요"];

    private static readonly string[] EnglishCues = ["answer is", "answer:", "answer ="];

    /// <summary>The value of the last answer sentence; false when there is none.</summary>
    public static bool TryFindLast(ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        int start = Math.Max(LastKoreanCue(text), LastEnglishCue(text));
        if (start < 0)
        {
            value = default;
            return false;
        }
        ReadOnlySpan<char> rest = text[start..].TrimStart(" \t\r\n:：=*");
        value = TrimEnding(FirstSentence(rest));
        return true;
    }

    /// <summary>Cuts the sentence's end off a value: full stop, copula, quotes.</summary>
    public static ReadOnlySpan<char> TrimEnding(ReadOnlySpan<char> value)
    {
        value = TrimMarks(value);
        foreach (string ending in Endings)
        {
            if (value.Length > ending.Length && value.EndsWith(ending, StringComparison.Ordinal))
            {
                return TrimMarks(value[..^ending.Length]);
            }
        }
        return value;
    }

    private static ReadOnlySpan<char> TrimMarks(ReadOnlySpan<char> value) =>
        value.Trim().TrimEnd(".。!,;").Trim("*\"'“”‘’«»「」 ").TrimEnd(".。");

    // «답» counts in 답, 정답, 해답 and 최종답, not inside 대답, 응답, 보답; the subject marker or a colon must follow.
    private static int LastKoreanCue(ReadOnlySpan<char> text)
    {
        for (int end = text.Length; ;)
        {
            int at = text[..end].LastIndexOf('답');
            if (at < 0) return -1;
            end = at;
            if (at > 0 && IsSyllable(text[at - 1]) && text[at - 1] is not ('정' or '해' or '종')) continue;
            ReadOnlySpan<char> after = text[(at + 1)..];
            int skipped = after.Length - after.TrimStart(" *").Length;
            if (skipped == after.Length) continue;
            char next = after[skipped];
            if (next is ':' or '：' or '=' || (skipped == 0 || after[0] == '*') && next is '은') return at + 1 + skipped + 1;
        }
    }

    private static int LastEnglishCue(ReadOnlySpan<char> text)
    {
        int best = -1;
        foreach (string cue in EnglishCues)
        {
            int at = text.LastIndexOf(cue, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) best = Math.Max(best, at + cue.Length);
        }
        int bold = text.LastIndexOf("answer**:", StringComparison.OrdinalIgnoreCase);
        return bold < 0 ? best : Math.Max(best, bold + "answer**:".Length);
    }

    private static ReadOnlySpan<char> FirstSentence(ReadOnlySpan<char> text)
    {
        int line = text.IndexOf('\n');
        if (line >= 0) text = text[..line];
        for (int i = 0; i < text.Length; i++)
        {
            // A full stop inside 12.5 is followed by a digit; one that ends a sentence is followed by a space.
            bool stop = text[i] is '.' or '!' or '?' or '。' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));
            if (stop) return text[..i];
        }
        int copula = text.IndexOf("입니다");
        return copula > 0 ? text[..copula] : text;
    }

    private static bool IsSyllable(char c) => c is >= '가' and <= '힣';
}

namespace Saenggak.Grading;

/// <summary>Takes the stated value out of «정답은 12개입니다.», «12개가 정답이다», «답: 12», "The answer is 12."</summary>
internal static class AnswerSentence
{
    // Nobody states a final answer in a longer sentence; the bound keeps many cues in one endless line cheap.
    private const int MaxSentence = 400;

    // So many cues whose sentence states nothing are read backwards before the search ends.
    private const int MaxCues = 32;

    private static readonly string[] Endings =
    [
        "이 되었습니다", "가 되었습니다", "이 됩니다", "가 됩니다", "이 된다", "가 된다", "이 돼요", "가 돼요", "이라고 할 수 있습니다", "라고 할 수 있습니다",
        "이었습니다", "였습니다", "입니다", "이에요", "이예요", "예요", "에요", "이지요", "이죠", "이다", "이야", "임",
    ];

    // «따라서 이 답은 옳다», "I hope this answer is correct" speak of an answer and state none.
    private static readonly string[] Comments =
    [
        "맞", "옳", "틀", "올바", "타당", "정확", "합리", "검산", "확인", "위와", "위의", "이것", "그것", "아래와", "다음과 같", "무엇", "몇",
        "correct", "right", "reasonable", "consistent", "verified", "confirmed", "above", "what", "as follows", "below", "not clear", "unknown",
    ];

    // «다음과 같습니다: 12» and "as follows:\n12" announce the value; it stands behind the colon or on the next line.
    private static readonly string[] Announcements = ["다음과 같", "아래와 같", "as follows", "the following", "below"];

    private static readonly string[] Contrasts = ["이 아니라 ", "가 아니라 ", "이 아니고 ", "가 아니고 ", "not "];

    private static readonly string[] Openings =
        ["따라서", "그러므로", "그래서", "즉", "결국", "결론적으로", "그러면", "그럼", "바로", "정답은", "답은", "총", "therefore", "thus", "hence", "so", "the answer is"];

    /// <summary>The value of the last answer sentence that states one; false when there is none.</summary>
    public static bool TryFindLast(ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        value = default;
        bool found = false;
        int end = text.Length;
        for (int i = 0; i < MaxCues && AnswerCue.TryFindLast(text[..end], text, out AnswerCue cue); i++)
        {
            end = cue.At;
            ReadOnlySpan<char> stated = cue.ValueBefore ? Before(text[..cue.Value]) : After(text[cue.Value..]);
            if (stated.IsEmpty || (found && IsComment(stated))) continue;
            bool comment = IsComment(stated);
            if (comment && cue.ValueBefore) continue;
            value = stated;
            found = true;
            // A yes or no question may be answered «맞다»; it stands when no other sentence states anything.
            if (!comment) return true;
        }
        return found;
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

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> rest)
    {
        rest = SkipLeading(rest);
        foreach (string announcement in Announcements)
        {
            if (!rest.StartsWith(announcement, StringComparison.OrdinalIgnoreCase)) continue;
            int skip = rest[..Math.Min(rest.Length, MaxSentence)].IndexOfAny(":：\n");
            if (skip < 0) return default;
            rest = SkipLeading(rest[(skip + 1)..]);
            break;
        }
        ReadOnlySpan<char> display = FormulaText.Leading(rest);
        if (!display.IsEmpty && rest[display.Length..].TrimStart(" .*") is [] or ['\n', ..]) return display;
        return Core(AfterContrast(Sentence(rest)));
    }

    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxSentence) text = text[^MaxSentence..];
        int start = text.LastIndexOfAny("\n?!。") + 1;
        for (int i = text.Length - 2; i >= start; i--)
        {
            if (text[i] == '.' && char.IsWhiteSpace(text[i + 1])) start = i + 1;
            else continue;
            break;
        }
        text = TrimMarks(text[start..].TrimStart("#>*- "));
        for (bool again = true; again;)
        {
            again = false;
            foreach (string opening in Openings)
            {
                if (text.Length <= opening.Length || !text.StartsWith(opening, StringComparison.OrdinalIgnoreCase)) continue;
                if (text[opening.Length] is not (' ' or ',')) continue;
                text = text[opening.Length..].TrimStart(" ,");
                again = true;
            }
        }
        return Core(AfterContrast(text));
    }

    private static ReadOnlySpan<char> SkipLeading(ReadOnlySpan<char> rest) => rest.TrimStart(" \t\r\n:：=*_→⇒>#}").TrimStart();

    // «남은 사과는 12개» states 12개: one topic, and behind it a number or a formula. Two topics are two statements.
    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> value)
    {
        // «또는» and «혹은» end like a topic.
        if (value.IndexOf("또는") >= 0 || value.IndexOf("혹은") >= 0 || value.IndexOf("아니면") >= 0) return value;
        int at = value.LastIndexOf("는 ");
        at = Math.Max(at, value.LastIndexOf("은 "));
        int length = 2;
        int english = value.LastIndexOf(" is ");
        if (english > at) (at, length) = (english, 4);
        if (at <= 0) return value;
        ReadOnlySpan<char> before = value[..at], after = value[(at + length)..].TrimStart(" *");
        // «남은 사과» has no topic, «값은 3 나머지는 2» has two.
        bool alone = before.IndexOfAny(",;") < 0 && before.IndexOf("는 ") < 0 && before.IndexOf(" is ") < 0
            && (before.IndexOf("은 ") < 0 || before.IndexOfAnyInRange('0', '9') < 0);
        // «정답이 아닌 것은 12»
        alone &= before.IndexOf("아닌") < 0 && before.IndexOf("오답") < 0 && before.IndexOf("틀린") < 0;
        bool states = !after.IsEmpty && (char.IsDigit(after[0]) || after[0] is '$' or '\\' or '-' or '−' or '₩');
        return alone && states ? after : value;
    }

    private static ReadOnlySpan<char> AfterContrast(ReadOnlySpan<char> value)
    {
        foreach (string contrast in Contrasts)
        {
            int at = value.IndexOf(contrast, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            if (contrast != "not ") return value[(at + contrast.Length)..].TrimStart(" *");
            int but = value.IndexOf(" but ", StringComparison.OrdinalIgnoreCase);
            if (at == 0 && but > 0) return value[(but + 5)..];
        }
        return value;
    }

    private static ReadOnlySpan<char> Sentence(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxSentence) text = text[..MaxSentence];
        int line = text.IndexOf('\n');
        if (line >= 0) text = text[..line];
        int copula = text.IndexOf("입니다");
        for (int i = 0; i < text.Length; i++)
        {
            // A full stop inside 12.5 is followed by a digit; one that ends a sentence is followed by a space.
            bool stop = text[i] is '?' or '。' || (text[i] == '.' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]))) || IsExclamation(text[..(i + 1)]);
            if (!stop) continue;
            text = text[..i];
            break;
        }
        // «사이다입니다»: only one ending comes off.
        if (copula > 0 && copula < text.Length) return TrimMarks(text[..copula]);
        // «12개다» and «12개이다» end in a copula; «바다» and «사이다» may be words.
        text = TrimMarks(text);
        if (text.IndexOfAnyInRange('0', '9') < 0 && (text.EndsWith("다") || text.EndsWith("임") || text.EndsWith("이야"))) return text;
        ReadOnlySpan<char> value = TrimEnding(text);
        return value.Length == text.Length && value.Length > 1 && value[^1] == '다' ? TrimMarks(value[..^1]) : value;
    }

    private static bool IsComment(ReadOnlySpan<char> value)
    {
        value = value.TrimStart(" *\"'");
        foreach (string comment in Comments)
        {
            if (value.StartsWith(comment, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> TrimMarks(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        while (value.Length > 0 && (value[^1] is '.' or '。' or ',' or ';' or ' ' or '*' || IsExclamation(value))) value = value[..^1];
        // The prime of «f'» is no quote.
        ReadOnlySpan<char> quotes = value.StartsWith("'") || value.IndexOf("'") < 0 ? "*_\"'“”‘’«»「」 " : "*_\"“”‘’«»「」 ";
        return value.Trim(quotes).TrimEnd(".。");
    }

    // The mark of «12개예요!»; that of «5!» and «n!» is a factorial.
    private static bool IsExclamation(ReadOnlySpan<char> value) => value[^1] == '!' && (value.Length == 1 || !(char.IsAsciiLetterOrDigit(value[^2]) || value[^2] is ')' or '}'));
}

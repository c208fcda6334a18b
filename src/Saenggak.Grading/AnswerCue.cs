namespace Saenggak.Grading;

/// <summary>The words that announce a final answer, in Korean and English.</summary>
/// <param name="At">Where the announcing word begins; the search for an earlier one ends here.</param>
/// <param name="Value">Where the value begins, or, with <paramref name="ValueBefore"/>, where it ends.</param>
/// <param name="ValueBefore">The value stands before the cue: «12가 정답입니다», "x = 2 is our answer".</param>
internal readonly record struct AnswerCue(int At, int Value, bool ValueBefore)
{
    private static readonly string[] KoreanCopulas = ["입니다", "이다", "이에요", "예요", "이 됩니다", "이 된다", "이 되겠습니다", "이야", "임"];

    private static readonly string[] EnglishVerbs = [" is", " are", " would be", " must be", " should be", " will be", " equals"];

    private static readonly string[] EnglishCommonNouns = ["option", "choice"];

    /// <summary>The last cue that begins in <paramref name="text"/>.</summary>
    /// <param name="text">Where to search, the front of <paramref name="whole"/>.</param>
    /// <param name="whole">The answer, read on behind the cue.</param>
    /// <param name="cue">The cue.</param>
    public static bool TryFindLast(ReadOnlySpan<char> text, ReadOnlySpan<char> whole, out AnswerCue cue)
    {
        bool korean = TryKorean(text, whole, out cue);
        // Only what stands behind the Korean cue could be later.
        int from = korean ? cue.At : 0;
        if (!TryEnglish(text, whole, from, out AnswerCue english)) return korean;
        cue = english;
        return true;
    }

    // «답» counts in 답, 정답, 해답, 최종답 and 답안, not inside 대답, 응답, 보답.
    private static bool TryKorean(ReadOnlySpan<char> text, ReadOnlySpan<char> whole, out AnswerCue cue)
    {
        for (int end = text.Length; ;)
        {
            int at = text[..end].LastIndexOf('답');
            cue = default;
            if (at < 0) return false;
            end = at;
            int start = at;
            if (start > 0 && text[start - 1] is '정' or '해' or '종') start--;
            if (start < at && text[start] == '종' && start > 0 && text[start - 1] == '최') start--;
            if (start > 0 && IsSyllable(text[start - 1])) continue;
            int after = at + 1;
            if (after < whole.Length && whole[after] == '안') after++;
            if (TryKoreanEnd(whole, start, after, out cue)) return true;
        }
    }

    private static bool TryKoreanEnd(ReadOnlySpan<char> whole, int start, int after, out AnswerCue cue)
    {
        ReadOnlySpan<char> rest = whole[after..];
        int marks = rest.Length - rest.TrimStart(" *_]】>)").Length;
        ReadOnlySpan<char> next = rest[marks..];
        cue = new(start, after + marks + 1, ValueBefore: false);
        if (next.IsEmpty) return false;
        if (next[0] is ':' or '：' or '=' or '→' or '⇒') return true;
        // Bold may end between the word and its particle: «**정답**은 12».
        bool joined = rest[..marks].IndexOf(' ') < 0;
        if (joined && next[0] == '은') return true;
        if (joined && next.StartsWith("이 ") && IsValueStart(next[2..])) return true;
        cue = new(start, after + marks, ValueBefore: false);
        if (BeginsLine(whole, start))
        {
            if (next[0] is '\n' or '\r') return true;
            // «[정답] 윤기», «정답 12»
            if (marks > 0 && (rest[..marks].IndexOfAny("]】>*)") >= 0 || IsValueStart(next))) return true;
        }
        foreach (string copula in KoreanCopulas)
        {
            if (marks > 0 || !next.StartsWith(copula, StringComparison.Ordinal)) continue;
            ReadOnlySpan<char> before = whole[..start].TrimEnd(" *");
            bool subject = before.Length > 1 && before.Length < start && before[^1] is '이' or '가';
            cue = new(start, before.Length - 1, ValueBefore: true);
            return subject;
        }
        return false;
    }

    private static bool TryEnglish(ReadOnlySpan<char> text, ReadOnlySpan<char> whole, int from, out AnswerCue cue)
    {
        cue = default;
        bool found = TryNoun("answer", text, whole, from, out cue);
        foreach (string noun in EnglishCommonNouns)
        {
            // «the correct option is B»; every other option is just one of them.
            if (TryNoun(noun, text, whole, found ? cue.At : from, out AnswerCue other)) (cue, found) = (other, true);
        }
        return found;
    }

    private static bool TryNoun(string noun, ReadOnlySpan<char> text, ReadOnlySpan<char> whole, int from, out AnswerCue cue)
    {
        for (int end = text.Length; ;)
        {
            int at = text[from..end].LastIndexOf(noun, StringComparison.OrdinalIgnoreCase);
            cue = default;
            if (at < 0) return false;
            end = at += from;
            if (at > 0 && char.IsAsciiLetter(text[at - 1])) continue;
            bool common = noun != "answer";
            if (common && !EndsWithAny(whole[..at].TrimEnd(), "correct", "right", "best", "answer")) continue;
            if (TryEnglishEnd(whole, at, at + noun.Length, out cue)) return true;
        }
    }

    private static bool TryEnglishEnd(ReadOnlySpan<char> whole, int at, int after, out AnswerCue cue)
    {
        if (after < whole.Length && whole[after] is 's' or 'S') after++;
        ReadOnlySpan<char> rest = whole[after..Math.Min(whole.Length, after + 120)];
        int marks = rest.Length - rest.TrimStart(" *_]").Length;
        ReadOnlySpan<char> next = rest[marks..];
        cue = new(at, after + marks + 1, ValueBefore: false);
        if (!next.IsEmpty && next[0] is ':' or '：' or '=') return true;
        // «the answer to the question is 12»
        int asked = rest.StartsWith(" to ") || rest.StartsWith(" for ") ? rest.IndexOfAny(".\n") is var stop and >= 0 ? rest[..stop].IndexOf(" is ") : rest.IndexOf(" is ") : 0;
        foreach (string verb in EnglishVerbs)
        {
            if (asked < 0 || !rest[asked..].StartsWith(verb, StringComparison.OrdinalIgnoreCase)) continue;
            int value = asked + verb.Length;
            if (value < rest.Length && char.IsAsciiLetter(rest[value])) continue;
            cue = new(at, after + value, ValueBefore: false);
            return true;
        }
        ReadOnlySpan<char> before = whole[..at].TrimEnd(" *");
        cue = new(at, after + marks, ValueBefore: false);
        bool heading = !next.IsEmpty && next[0] is '\n' or '\r' && (BeginsLine(whole, at) || (EndsWithAny(before, "final") && BeginsLine(whole, before.Length - "final".Length)));
        if (heading) return true;
        // «x = 2 is our answer.»
        foreach (string quality in (ReadOnlySpan<string>)["final", "correct", "right"])
        {
            if (EndsWithAny(before, quality)) before = before[..^quality.Length].TrimEnd();
        }
        int verbAt = before[Math.Max(0, before.Length - 8)..].LastIndexOf(" is ", StringComparison.OrdinalIgnoreCase);
        if (verbAt < 0) return false;
        verbAt += Math.Max(0, before.Length - 8);
        bool ours = before[(verbAt + 4)..].Trim() is var article && (article is "the" or "our" or "my");
        cue = new(at, verbAt, ValueBefore: true);
        return ours && (next.IsEmpty || next[0] is '.' or '!' or '\n');
    }

    private static bool EndsWithAny(ReadOnlySpan<char> text, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (text.EndsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    // Headings, lists, quotes and brackets may stand before the first word of a line, and «최종» and "final" belong to the cue.
    private static bool BeginsLine(ReadOnlySpan<char> whole, int at)
    {
        ReadOnlySpan<char> before = whole[Math.Max(0, at - 24)..at];
        int line = before.LastIndexOf('\n');
        if (line < 0 && at > 24) return false;
        before = before[(line + 1)..].Trim("#*_>-[【<( \t");
        return before.IsEmpty || before is "최종" || before.Equals("final", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsValueStart(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(" *");
        if (text.IsEmpty) return false;
        char c = text[0];
        return char.IsDigit(c) || c is '$' or '\\' or '-' or '−' or '(' or '₩' or (>= '①' and <= '⑳')
            || (c is >= 'A' and <= 'E' && (text.Length == 1 || !char.IsAsciiLetter(text[1])));
    }

    private static bool IsSyllable(char c) => c is >= '가' and <= '힣';
}

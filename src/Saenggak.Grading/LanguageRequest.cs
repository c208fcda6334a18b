namespace Saenggak.Grading;

/// <summary>An explicit wish for a language in a prompt. Where there are several, the last one counts.</summary>
internal record struct LanguageRequest
{
    // Verbs that say what the model shall do, and what of it they speak of.
    private static readonly string[] KoreanVerbs =
    [
        "답변", "대답", "응답", "회신", "답", "작성", "설명", "서술", "기술", "풀이", "풀", "출력", "표현", "해설", "요약", "정리", "말", "쓰", "써", "적",
        "알려", "표기", "제시", "진행", "이야기", "얘기", "논술", "증명", "구해",
    ];

    private static readonly string[] KoreanDoing = ["해 줘", "해 주", "해줘", "해주", "해라", "하세요", "하시오", "하십시오", "부탁"];

    private static readonly string[] KoreanThinking = ["생각", "추론", "사고"];
    private static readonly string[] KoreanTranslating = ["번역", "옮", "바꿔", "바꾸"];
    private static readonly string[] KoreanNames = ["영어", "영문", "english", "한국어", "한국말", "한글", "우리말", "국문", "korean"];
    private const int EnglishNames = 3;

    // Bounds for hostile prompts: names looked at, and characters of a sentence on either side.
    private const int MaxNames = 100, MaxSentence = 200;

    private static readonly string[] Orders =
    [
        "해줘", "해주", "해라", "해봐", "해요", "해달", "하세", "하시오", "하십", "하라", "하여라", "하여주", "하도록", "하기", "할것", "합시다", "하자", "하렴", "만하",
        "바랍", "바람", "부탁", "주세", "주시", "주십", "줘", "달라", "주렴", "주길", "세요", "시오", "십시오", "라", "어라", "어줘", "어주", "어봐", "으세요", "으시오",
        "으라", "기바", "겨줘", "겨주", "겨라", "도록", "이어야", "돼야", "되어야",
    ];

    private static readonly string[] Joins = ["하고", "하며", "하면서", "한뒤", "한다음", "한후", "해서", "하여", "고", "며", "어서", "면서"];

    private static readonly string[] Describing = ["는", "하는", "한", "할", "하던", "던", "된", "되는", "인", "여진", "혀", "여", "은", "을"];

    private static readonly string[] EnglishVerbs =
    [
        "answer", "respond", "reply", "write", "explain", "solve", "give", "provide", "output", "speak", "state", "say", "show", "describe", "present",
        "use", "using", "work", "do", "talk", "communicate", "answers", "response", "solution",
    ];

    private static readonly string[] EnglishThinking = ["think", "reason", "reasoning", "thinking"];
    private static readonly string[] Before = ["please", "and", "then", "must", "should", "always", "you", "not", "never", "don't", "don’t", "kindly", "only", "but", "also", "your", "the", "final", "avoid"];

    /// <summary>Language of the thought, where one is named for it.</summary>
    public WantedLanguage? Thought { get; private set; }

    /// <summary>Language of the answer.</summary>
    public WantedLanguage? Answer { get; private set; }

    /// <summary>The answer is a translation.</summary>
    public bool Translation { get; private set; }

    /// <summary>Reads a prompt whose code, formulas and quotations are blanked out.</summary>
    public static LanguageRequest In(ReadOnlySpan<char> plain)
    {
        var request = new LanguageRequest();
        int at = 0;
        for (int i = 0; i < MaxNames && NextName(plain, at, out int start, out int length, out bool english); i++)
        {
            at = start + length;
            WantedLanguage named = english ? WantedLanguage.English : WantedLanguage.Korean;
            ReadOnlySpan<char> before = SentenceBefore(plain[..start]), after = plain[at..];
            if (!request.ReadKorean(before, after, named)) request.ReadEnglish(before, SentenceAfter(after), named);
        }
        return request;
    }

    private static WantedLanguage Other(WantedLanguage language) => language == WantedLanguage.Korean ? WantedLanguage.English : WantedLanguage.Korean;

    private static bool NextName(ReadOnlySpan<char> text, int from, out int start, out int length, out bool english)
    {
        (start, length, english) = (-1, 0, false);
        for (int i = 0; i < KoreanNames.Length; i++)
        {
            int found = text[from..].IndexOf(KoreanNames[i], StringComparison.OrdinalIgnoreCase);
            if (found >= 0 && (start < 0 || from + found < start)) (start, length, english) = (from + found, KoreanNames[i].Length, i < EnglishNames);
        }
        return start >= 0;
    }

    private static ReadOnlySpan<char> SentenceBefore(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxSentence) text = text[^MaxSentence..];
        int end = text.LastIndexOfAny(".?!\n");
        return text[(end + 1)..];
    }

    private static ReadOnlySpan<char> SentenceAfter(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxSentence) text = text[..MaxSentence];
        int end = text.IndexOfAny(".?!\n");
        return end < 0 ? text : text[..end];
    }

    // «영어로 …», up to the next name of a language or the end of the sentence.
    private bool ReadKorean(ReadOnlySpan<char> before, ReadOnlySpan<char> after, WantedLanguage named)
    {
        int particle = after.StartsWith("으로") ? 2 : after.StartsWith("로") ? 1 : 0;
        if (particle == 0) return false;
        ReadOnlySpan<char> rest = SentenceAfter(after[particle..]);
        if (NextName(rest, 0, out int other, out _, out _)) rest = rest[..other];
        ReadOnlySpan<char> clause = rest.TrimStart("만 은는도");
        if (clause.StartsWith("말고")) return true;
        if (clause.Trim() is "해" or "")
        {
            if (!clause.IsWhiteSpace() || before.Contains("답", StringComparison.Ordinal)) Set(named, 'a', negated: false);
            return true;
        }
        Span<char> tail = stackalloc char[8];
        while (FirstVerb(clause, out char what, out int end))
        {
            clause = clause[end..];
            int kept = 0;
            foreach (char c in clause)
            {
                if (kept == tail.Length) break;
                if (c is not (' ' or ',' or '을' or '를')) tail[kept++] = c;
            }
            ReadOnlySpan<char> ending = tail[..kept];
            bool negated = ending.StartsWith("하지") || ending.StartsWith("지마") || ending.StartsWith("지말") || ending.StartsWith("지않") || ending.StartsWith("금지")
                || ending.StartsWith("하면안");
            bool order = ending.IsEmpty || ending is "해" or "요" or "할" || StartsWithAny(ending, Orders);
            bool joined = StartsWithAny(ending, Joins);
            if (negated || order || (joined && what != 'a'))
            {
                Set(named, what, negated);
                return true;
            }
            // «영어로 말하는 학생», «영어로 쓰인 책»: no order.
            if (!joined && StartsWithAny(ending, Describing)) return true;
        }
        return true;
    }

    private static bool FirstVerb(ReadOnlySpan<char> clause, out char what, out int end)
    {
        int first = int.MaxValue;
        (what, end) = ('a', 0);
        Look(clause, KoreanThinking, 't', ref first, ref what, ref end);
        Look(clause, KoreanTranslating, 'r', ref first, ref what, ref end);
        Look(clause, KoreanVerbs, 'a', ref first, ref what, ref end);
        Look(clause, KoreanDoing, 'a', ref first, ref what, ref end);
        return first != int.MaxValue;
    }

    private static void Look(ReadOnlySpan<char> clause, string[] verbs, char kind, ref int first, ref char what, ref int end)
    {
        foreach (string verb in verbs)
        {
            int at = clause.IndexOf(verb, StringComparison.Ordinal);
            // «영어로 된 책이 몇 권인지 답하세요» orders no language.
            if (at > 0 && (clause[..at].Contains("는 ", StringComparison.Ordinal) || clause[..at].Contains("은 ", StringComparison.Ordinal) || clause[..at].Contains("된 ", StringComparison.Ordinal))) continue;
            // A verb starts a word; of «답» and «답변» at one place the longer comes first in the list.
            if (at < 0 || at >= first || (at > 0 && Hangul(clause[at - 1]))) continue;
            // Verbs of doing are endings themselves.
            (first, what, end) = (at, kind, verbs == KoreanDoing ? at : at + verb.Length);
        }
    }

    private static bool Hangul(char c) => Saenggak.Text.Korean.Hangul.IsSyllable(c);

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] starts)
    {
        foreach (string start in starts)
        {
            if (text.StartsWith(start)) return true;
        }
        return false;
    }

    // "… answer in Korean", "in Korean, explain …", "translate … into English", "use English only".
    private void ReadEnglish(ReadOnlySpan<char> before, ReadOnlySpan<char> after, WantedLanguage named)
    {
        ReadOnlySpan<char> near = before.TrimEnd();
        bool only = near.EndsWith(" only", StringComparison.OrdinalIgnoreCase) || near.EndsWith(" plain", StringComparison.OrdinalIgnoreCase);
        if (only) near = near[..near.LastIndexOf(' ')].TrimEnd();
        int lastSpace = near.LastIndexOf(' ');
        ReadOnlySpan<char> link = near[(lastSpace + 1)..], left = lastSpace < 0 ? default : near[..lastSpace].TrimEnd();
        bool inside = Is(link, "in") || Is(link, "into"), uses = Is(link, "use") || Is(link, "using") || Is(link, "speak"), to = Is(link, "to");
        bool translate = before.Contains("translate", StringComparison.OrdinalIgnoreCase);
        if (Is(link, "not") && Answer is not null) return;
        if (translate && (inside || to))
        {
            Set(named, 'r', negated: false);
            return;
        }
        if (!inside && !uses) return;
        bool negated = EndsWith(left, "not") || EndsWith(left, "don't") || EndsWith(left, "don’t") || EndsWith(left, "never") || EndsWith(left, "without") || EndsWith(left, "avoid");
        if (uses)
        {
            bool ordered = left.IsWhiteSpace() || EndsWithAny(left, Before) || left[^1] is ',' or ';' or ':' || EndsWith(left, "without");
            if (ordered) Set(named, 'a', negated);
            return;
        }
        char what = Verb(left, out bool verbNegated);
        if (what == '\0' && (left.IsWhiteSpace() || left[^1] is ',') && Verb(after.TrimStart(", "), out _) is var later and not '\0') what = later;
        if (what != '\0') Set(named, what, negated || verbNegated);
    }

    // The last order in the words before; "a book written in English" has none.
    private static char Verb(ReadOnlySpan<char> words, out bool negated)
    {
        negated = false;
        char found = '\0';
        ReadOnlySpan<char> previous = default, before = default;
        foreach (Range range in words.SplitAny(' ', ',', ';', ':', '(', ')'))
        {
            ReadOnlySpan<char> word = words[range];
            if (word.IsEmpty) continue;
            char kind = Any(word, EnglishThinking) ? 't' : Any(word, EnglishVerbs) ? 'a' : '\0';
            if (kind != '\0' && (previous.IsEmpty || Any(previous, Before) || Any(previous, EnglishVerbs)))
            {
                found = kind;
                negated = Any(previous, ["not", "never", "don't", "don’t", "avoid"]) || (Is(before, "not") && Is(previous, "to"));
            }
            before = previous;
            previous = word;
        }
        return found;
    }

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool Any(ReadOnlySpan<char> word, ReadOnlySpan<string> words)
    {
        foreach (string one in words)
        {
            if (Is(word, one)) return true;
        }
        return false;
    }

    private static bool EndsWith(ReadOnlySpan<char> text, string word) => Is(text[(text.LastIndexOf(' ') + 1)..], word);

    private static bool EndsWithAny(ReadOnlySpan<char> text, string[] words) => Any(text[(text.LastIndexOf(' ') + 1)..], words);

    private void Set(WantedLanguage named, char what, bool negated)
    {
        WantedLanguage language = negated ? Other(named) : named;
        if (what == 't') Thought = language;
        else (Answer, Translation) = (language, what == 'r');
    }
}

using System.Numerics;
using System.Text;

namespace Saenggak.Grading;

/// <summary>Which choices an answer names, as bits.</summary>
/// <param name="Named">Bit i: choice i.</param>
/// <param name="By">How it names them.</param>
/// <param name="Contradicts">Mark and text name different choices, or the mark is taken back.</param>
internal readonly record struct ChoiceReading(ulong Named, ChoiceName By, bool Contradicts);

/// <summary>How a choice is named.</summary>
internal enum ChoiceName
{
    /// <summary>By its text: «부산».</summary>
    Text,

    /// <summary>By a letter: «B», «나», «ㄴ».</summary>
    Letter,

    /// <summary>By a number: «②», «2번», «2».</summary>
    Number,
}

/// <summary>
/// The choices of a question. An answer names one by its mark (A–Z, ①–⑳, 1–20, 가–하, ㄱ–ㅎ; «(나)», «3번», "option B"), by its text,
/// or by both when they agree.
/// </summary>
internal sealed class ChoiceList
{
    private const int MaxChoices = 20;
    private const int MaxLength = 400;

    // After compatibility folding a lone ㄱ is an initial consonant; both forms count.
    private static readonly string[] Alphabets =
        ["ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrst", "가나다라마바사아자차카타파하", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", "ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒ"];

    private static readonly string[] Nouns = ["선택지", "보기", "문항", "번호", "option", "choice", "answer"];

    private readonly string[] texts;

    private ChoiceList(string[] texts) => this.texts = texts;

    /// <summary>The choices; null when there are none, or more than anyone asks.</summary>
    public static ChoiceList? From(IReadOnlyList<string>? choices)
    {
        if (choices is null || choices.Count is < 2 or > MaxChoices) return null;
        string[] texts = new string[choices.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            string clean = Clean(choices[i]);
            // «① 서울» carries its own mark.
            int mark = TryMark(clean, texts.Length, out int index, out bool weak) is var length && length > 0 && !weak && index == i ? length : 0;
            string rest = clean[mark..].Trim();
            texts[i] = rest.Length > 0 ? rest : clean;
        }
        return new ChoiceList(texts);
    }

    /// <summary>Reads what an answer names; no bits when it names no choice.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="marks">
    /// The marks in use: where a choice's text is «3», a bare «3» is the third choice only when choices are named by number.
    /// Null takes every mark for one.
    /// </param>
    public ChoiceReading Read(string answer, ChoiceName? marks)
    {
        if (answer.Length > MaxLength) return default;
        string clean = Clean(answer);
        ChoiceReading text = new(Matching(clean), ChoiceName.Text, Contradicts: false);
        ChoiceReading mark = ReadMarks(clean, out bool bare);
        if (mark.Named == 0 && !mark.Contradicts) return text.Named != 0 ? text : ReadTrailingMark(clean);
        return text.Named != 0 && bare && marks is { } used && used != mark.By ? text : mark;
    }

    /// <summary>True when the text is that of a choice outside <paramref name="named"/>.</summary>
    public bool IsAnother(ReadOnlySpan<char> text, ulong named) => text.Length <= MaxLength && Matching(Clean(text.ToString())) is var other && other != 0 && (other & named) == 0;

    private ChoiceReading ReadMarks(string clean, out bool bare)
    {
        ReadOnlySpan<char> rest = SkipNouns(clean);
        ChoiceName by = KindOf(rest);
        bare = false;
        ulong named = 0;
        while (true)
        {
            int length = TryMark(rest, texts.Length, out int index, out bool weak);
            if (length == 0) break;
            named |= 1UL << index;
            rest = rest[length..].Trim();
            if (rest.IsEmpty)
            {
                bare = weak && BitOperations.PopCount(named) == 1;
                return new(named, by, Contradicts: false);
            }
            ReadOnlySpan<char> next = SkipJoint(rest);
            if (next.Length < rest.Length && TryMark(next, texts.Length, out _, out _) > 0)
            {
                rest = next;
                continue;
            }
            ulong other = Matching(rest.ToString());
            if (other != 0) return (other & named) == named ? new(named, by, Contradicts: false) : new(0, by, Contradicts: true);
            // «2 cm» is a quantity; «2. 두 번째 것» is the second choice, unless it goes on to name another.
            if (weak) return default;
            if (Excludes(rest)) return new(0, by, Contradicts: true);
            return Mentions(rest, named) ? new(0, by, Contradicts: true) : new(named | OtherMarks(rest), by, Contradicts: false);
        }
        return default;
    }

    // «서울(②)»
    private ChoiceReading ReadTrailingMark(string clean)
    {
        int open = clean.LastIndexOf('(');
        if (open <= 0 || TryMark(clean.AsSpan(open), texts.Length, out int index, out _) != clean.Length - open) return default;
        ulong text = Matching(clean[..open].Trim());
        ChoiceName by = KindOf(clean.AsSpan(open));
        if (text == 0) return default;
        return text == 1UL << index ? new(text, by, Contradicts: false) : new(0, by, Contradicts: true);
    }

    private ulong Matching(string clean)
    {
        ulong found = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            if (Grader.Compare(clean, texts[i], roundToGold: false).IsCorrect) found |= 1UL << i;
        }
        // Two choices that read alike («1» and «1.0») are told apart by their wording.
        if (BitOperations.PopCount(found) > 1)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                if (texts[i] == clean) return 1UL << i;
            }
        }
        return found;
    }

    // «②가 아닙니다», «② 빼고 모두»
    private static bool Excludes(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart("이가은는을를만 ");
        foreach (string word in (ReadOnlySpan<string>)["아니", "아닌", "아닙", "아님", "빼고", "제외", "말고", "외"])
        {
            if (rest.StartsWith(word, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    // «②이거나 ③», «2번이나 3번», «② 부산, ③ 대구»: strong marks further on name choices too.
    private ulong OtherMarks(ReadOnlySpan<char> rest)
    {
        ulong named = 0;
        for (int i = 0; i < rest.Length; i++)
        {
            bool number = char.IsAsciiDigit(rest[i]) && (i == 0 || !char.IsLetterOrDigit(rest[i - 1]));
            if (!number && rest[i] != '(') continue;
            int length = TryMark(rest[i..], texts.Length, out int index, out bool weak);
            if (length > 0 && !weak && (!number || rest[i + length - 1] == '번')) named |= 1UL << index;
        }
        return named;
    }

    private bool Mentions(ReadOnlySpan<char> rest, ulong named)
    {
        bool offers = rest.Contains("또는", StringComparison.Ordinal) || rest.Contains("혹은", StringComparison.Ordinal) || rest.Contains(" or ", StringComparison.Ordinal);
        bool other = false;
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length < 2 || !rest.Contains(texts[i], StringComparison.OrdinalIgnoreCase)) continue;
            bool own = (named & (1UL << i)) != 0;
            if (own && !offers) return false;
            other |= !own;
        }
        return other;
    }

    private static string Clean(string text)
    {
        var marked = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool number = c is >= '①' and <= '⑳';
            if (!number && c is not ((>= 'ⓐ' and <= 'ⓩ') or (>= '㉠' and <= '㉻') or (>= 'Ⓐ' and <= 'Ⓩ')))
            {
                marked.Append(c);
                continue;
            }
            // Compatibility folding would turn ③ into a bare 3.
            bool bracketed = i > 0 && text[i - 1] == '(' && i + 1 < text.Length && text[i + 1] == ')';
            if (!bracketed) marked.Append('(');
            if (number) marked.Append(c - '①' + 1);
            else marked.Append(c);
            if (!bracketed) marked.Append(')');
        }
        return AnswerText.Clean(marked.ToString());
    }

    private static ReadOnlySpan<char> SkipNouns(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (string noun in Nouns)
        {
            if (text.StartsWith(noun, StringComparison.OrdinalIgnoreCase)) return text[noun.Length..].TrimStart(" :");
        }
        return text;
    }

    private static ReadOnlySpan<char> SkipJoint(ReadOnlySpan<char> text)
    {
        foreach (string joint in (ReadOnlySpan<string>)[",", "·", "/", "와 ", "과 ", "및 ", "그리고 ", "또는 ", "and ", "or ", "이고 ", "나 "])
        {
            if (text.StartsWith(joint, StringComparison.OrdinalIgnoreCase)) return text[joint.Length..].TrimStart();
        }
        return text;
    }

    // Length of the mark that begins the text, its closing «)», «.», «번» included; 0 when none does or it names no choice.
    private static int TryMark(ReadOnlySpan<char> text, int count, out int index, out bool weak)
    {
        index = -1;
        weak = false;
        if (text.IsEmpty) return 0;
        bool opened = text[0] is '(' or '[' or '<';
        int at = opened ? 1 : 0;
        int digits = 0;
        while (at + digits < text.Length && char.IsAsciiDigit(text[at + digits])) digits++;
        if (digits is 1 or 2) index = int.Parse(text.Slice(at, digits), System.Globalization.CultureInfo.InvariantCulture) - 1;
        else if (digits == 0 && at < text.Length) index = InAlphabet(text[at]);
        if (index < 0 || index >= count) return 0;
        at += Math.Max(digits, 1);
        if (opened)
        {
            if (at == text.Length || text[at] is not (')' or ']' or '>')) return 0;
            at++;
        }
        ReadOnlySpan<char> rest = text[at..];
        if (rest.StartsWith("번") && !rest.StartsWith("번째")) return at + 1;
        if (opened) return at;
        if (rest.IsEmpty)
        {
            weak = true;
            return at;
        }
        if (rest[0] is ')' or ':' || (rest[0] == '.' && (rest.Length == 1 || !char.IsAsciiDigit(rest[1])))) return at + 1;
        // «A와 C», «1, 3»; «A형» and «3cm» are words.
        weak = SkipJoint(rest.TrimStart()).Length < rest.TrimStart().Length || rest[0] == ' ';
        return weak ? at : 0;
    }

    private static ChoiceName KindOf(ReadOnlySpan<char> mark) => mark.TrimStart("([<") is [>= '0' and <= '9', ..] ? ChoiceName.Number : ChoiceName.Letter;

    private static int InAlphabet(char c)
    {
        foreach (string alphabet in Alphabets)
        {
            int index = alphabet.IndexOf(c, StringComparison.Ordinal);
            if (index >= 0) return index;
        }
        return -1;
    }
}

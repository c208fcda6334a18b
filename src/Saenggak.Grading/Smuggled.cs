using System.Buffers;

namespace Saenggak.Grading;

/// <summary>
/// Finds what a response must not carry anywhere, in code neither: think tags in other spellings, the tokens and role names of
/// chat templates written out, control characters, and garbage behind the answer.
/// </summary>
internal static class Smuggled
{
    // A response seldom ends on more marks than a table, a box and a formula close with.
    private const int MaxTrailing = 24, MaxTag = 48, SameLines = 4;

    private static readonly SearchValues<char> Brackets = SearchValues.Create("<[＜〈⟨◁«&{(\\");

    private static readonly string[] ThinkNames =
        ["think", "thinking", "thinks", "thought", "thoughts", "reasoning", "reason", "reflection", "scratchpad", "생각", "思考"];

    // The words inside <…>, <|…|> or […] that templates of Qwen, Llama, DeepSeek, Gemma, EXAONE and Mistral use.
    private static readonly string[] TemplateNames =
    [
        "s", "bos", "eos", "pad", "unk", "im_start", "im_end", "endoftext", "endofturn", "endofprompt", "start_of_turn", "end_of_turn", "begin_of_text",
        "start_header_id", "end_header_id", "eot_id", "eom_id", "inst", "sys", "user", "assistant", "system", "bos_token", "eos_token", "tool_call",
        "tool_response", "begin▁of▁sentence", "end▁of▁sentence", "fim_prefix", "fim_suffix", "fim_middle", "end", "sep", "cls",
    ];

    private static readonly string[] Roles = ["user", "assistant", "human", "system", "사용자", "어시스턴트"];

    /// <summary>What was smuggled in, or null.</summary>
    public static string? In(ReadOnlySpan<char> response, int answerStart)
    {
        for (int at = 0; response[at..].IndexOfAny(Brackets) is >= 0 and var next; at++)
        {
            at += next;
            if (TagAt(response, at) is { } why) return why;
        }
        foreach (char c in response)
        {
            if (c < ' ' && c is not ('\n' or '\r' or '\t') || c is '\u007F' or '\uFFFD') return "control characters";
        }
        ReadOnlySpan<char> answer = response[answerStart..];
        return RoleLine(response) ? "a role name of a chat template" : Trailing(answer) || RepeatedLines(answer) ? "garbage behind the answer" : null;
    }

    // Reads the name behind an opening bracket: letters with spaces, bars, slashes and invisible characters left out.
    private static string? TagAt(ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> rest = text.Slice(at, Math.Min(MaxTag, text.Length - at));
        if (rest.StartsWith(ThinkText.Open) || rest.StartsWith(ThinkText.Close)) return null;
        bool angle = rest[0] is not ('[' or '{' or '(' or '\\' or '«'), bar = false;
        if (rest[0] == '&')
        {
            if (!rest.StartsWith("&lt;")) return null;
            rest = rest[3..];
        }
        else if (rest[0] == '\\')
        {
            if (rest.Length < 2 || rest[1] is not '<') return null;
            rest = rest[1..];
        }
        Span<char> name = stackalloc char[20];
        int kept = 0, i = 1;
        for (; i < rest.Length; i++)
        {
            char c = rest[i];
            bool letter = Letters.At(rest, i, out int length, out char folded) >= Letter.Hangul || c is '_' or '▁';
            if (letter)
            {
                if (kept == name.Length) return null;
                name[kept++] = folded;
                i += length - 1;
                continue;
            }
            bar |= c is '|' or '｜';
            bool filler = Letters.At(rest, i, out _, out _) is Letter.Space or Letter.Mark || c is '/' or '|' or '｜' or '<' or '[' or '{' or '-';
            if (!filler || (kept > 0 && c is '<' or '[' or '{' or '-')) break;
            if (c == '\n') return null;
        }
        if (kept == 0 || i >= rest.Length) return null;
        // A name ends with the bracket, a bar or attributes.
        bool closed = rest[i] is '>' or ']' or '＞' or '〉' or '⟩' or '▷' or '»' or '}' or ')' or '&' or ':' or '=';
        if (!closed) return null;
        ReadOnlySpan<char> word = name[..kept];
        bool close = rest[i] is not (':' or '=');
        if (close && rest[0] is not ('(' or '«' or '{') && ThinkNames.Contains(word)) return "a think tag in another spelling";
        bool template = (angle || rest[0] == '[') && TemplateNames.Contains(word) && (bar || (rest[0], rest[i]) is ('<', '>') || word is "inst" or "sys" or "bos" or "eos");
        return template ? "a token of a chat template" : null;
    }

    private static bool Contains(this string[] names, ReadOnlySpan<char> word)
    {
        foreach (string name in names)
        {
            if (word.SequenceEqual(name)) return true;
        }
        return false;
    }

    // «assistant» alone on a line, or «User:» at the start of one.
    private static bool RoleLine(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> raw in text.EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim("#*> \t");
            if (line.Length is < 3 or > 4096) continue;
            foreach (string role in Roles)
            {
                if (!line.StartsWith(role, StringComparison.OrdinalIgnoreCase)) continue;
                ReadOnlySpan<char> rest = line[role.Length..].TrimStart("* ");
                if (rest.IsEmpty || (rest[0] is ':' or '：' && role != "system")) return true;
            }
        }
        return false;
    }

    private static bool Trailing(ReadOnlySpan<char> answer)
    {
        int marks = 0;
        for (int i = answer.Length - 1; i >= 0 && marks <= MaxTrailing; i--)
        {
            if (char.IsWhiteSpace(answer[i])) continue;
            if (char.IsLetterOrDigit(answer[i])) return false;
            marks++;
        }
        return marks > MaxTrailing;
    }

    private static bool RepeatedLines(ReadOnlySpan<char> answer)
    {
        ReadOnlySpan<char> previous = default;
        int same = 1;
        foreach (ReadOnlySpan<char> raw in answer.EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty) continue;
            same = line.SequenceEqual(previous) ? same + 1 : 1;
            if (same >= SameLines) return true;
            previous = line;
        }
        return false;
    }
}

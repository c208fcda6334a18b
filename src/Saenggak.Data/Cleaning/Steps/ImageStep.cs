using System.Globalization;
using System.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Takes images out of Markdown and HTML left in text: <c>![…](…)</c>, <c>[![…](…)](…)</c>, <c>&lt;img …&gt;</c>. A document that had
/// images and keeps fewer letters than a sentence has, or fewer than so many for each image, said it with the image, and is dropped.
/// </summary>
internal sealed class ImageStep(StepSettings settings) : ICleaningStep
{
    // Longer than any address but those that carry the image itself.
    private const int MaxAltChars = 2000, MaxAddressChars = 4 << 20;
    private readonly int _minLetters = settings.Count("min_letters", 20);
    private readonly int _lettersPerImage = settings.Count("letters_per_image", 10);

    public string Name => "images";

    public StepResult Apply(Document document)
    {
        string text = document.Text;
        if (!text.Contains("![", StringComparison.Ordinal) && !text.Contains("<img", StringComparison.OrdinalIgnoreCase)) return StepResult.Unchanged;
        var kept = new StringBuilder(text.Length);
        int images = 0, at = 0;
        while (at < text.Length)
        {
            int next = text.AsSpan(at).IndexOfAny('!', '<', '`');
            if (next < 0) break;
            kept.Append(text, at, next);
            at += next;
            int length = text[at] == '`' ? -CodeLength(text, at) : text[at] == '!' ? MarkdownLength(text, at) : TagLength(text, at);
            if (length > 0)
            {
                images++;
                at += length;
                if (kept.Length > 0 && kept[^1] == '[' && LinkTail(text, at) is > 0 and int tail)
                {
                    kept.Length--;
                    at += tail;
                }
                continue;
            }
            int copied = Math.Max(1, -length);
            kept.Append(text, at, copied);
            at += copied;
        }
        kept.Append(text, at, text.Length - at);
        if (images == 0) return StepResult.Unchanged;
        string left = WithoutEmptyLines(kept.ToString());
        int letters = left.Count(char.IsLetter);
        if (letters < Math.Max(_minLetters, (long)_lettersPerImage * images)) return StepResult.Drop("its sense was in an image");
        return StepResult.Rewrite(document, left, string.Create(CultureInfo.InvariantCulture, $"images {images}"));
    }

    // Code shows what it shows: fenced blocks and `spans` are copied whole. An opening without an end is copied as it stands.
    private static int CodeLength(string text, int at)
    {
        int run = 1;
        while (at + run < text.Length && text[at + run] == '`') run++;
        int limit = run >= 3 ? text.Length : Math.Min(text.Length, at + 1000);
        int end = text.AsSpan(at + run, limit - at - run).IndexOf(text.AsSpan(at, run));
        return end < 0 ? run : run + end + run;
    }

    private static int MarkdownLength(string text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] != '[') return 0;
        int alt = text.AsSpan(at + 2, Math.Min(MaxAltChars, text.Length - at - 2)).IndexOf(']');
        if (alt < 0) return 0;
        int tail = LinkTail(text, at + 2 + alt);
        return tail == 0 ? 0 : 2 + alt + tail;
    }

    // The length of «](address)»; an address may hold balanced brackets but no line end.
    private static int LinkTail(string text, int at)
    {
        if (at + 1 >= text.Length || text[at] != ']' || text[at + 1] != '(') return 0;
        int depth = 0, limit = Math.Min(text.Length, at + MaxAddressChars);
        for (int i = at + 1; i < limit && text[i] != '\n'; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return i + 1 - at;
        }
        return 0;
    }

    private static int TagLength(string text, int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        if (!rest.StartsWith("<img", StringComparison.OrdinalIgnoreCase) || rest.Length < 5 || char.IsAsciiLetterOrDigit(rest[4])) return 0;
        int end = rest[..Math.Min(rest.Length, MaxAddressChars)].IndexOf('>');
        return end + 1;
    }

    // Lines that held nothing but an image leave no hole.
    private static string WithoutEmptyLines(string text)
    {
        var kept = new StringBuilder(text.Length);
        int empty = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.TrimEnd();
            // A heading or an item that was an image says nothing any more.
            bool bare = trimmed.TrimStart(" #").IsEmpty || trimmed.TrimStart() is "-" or ">";
            if (bare) trimmed = default;
            empty = bare ? empty + 1 : 0;
            if (empty > 1) continue;
            kept.Append(trimmed).Append('\n');
        }
        return kept.ToString().Trim('\n');
    }
}

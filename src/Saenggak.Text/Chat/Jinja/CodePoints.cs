using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>
/// Strings as Python counts them, by code points. Text without surrogates, almost all there is, takes the short way.
/// </summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1])) count--;
        }
        return count;
    }

    public static object?[] Split(string text)
    {
        var result = new List<object?>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            result.Add(text.Substring(i, length));
            i += length;
        }
        return [.. result];
    }

    /// <summary>The code point at <paramref name="index"/>, negative from the end; null outside the text.</summary>
    public static string? At(string text, long index)
    {
        int count = Count(text);
        if (index < 0) index += count;
        if (index < 0 || index >= count) return null;
        return count == text.Length ? text[(int)index].ToString() : (string)Split(text)[index]!;
    }

    public static string Slice(string text, in SliceRange range)
    {
        int count = Count(text);
        var (start, length) = range.Resolve(count);
        if (count == text.Length && range.Step == 1) return text.Substring(start, length);
        object?[] points = Split(text);
        var result = new StringBuilder(length);
        for (int i = 0; i < length; i++) result.Append((string?)points[start + i * range.Step]);
        return result.ToString();
    }
}

/// <summary>start:stop:step as written, null where left out.</summary>
internal readonly record struct SliceRange(long? Start, long? Stop, long Step)
{
    /// <summary>First index and number of items for a sequence of <paramref name="count"/>, as Python's slice.indices.</summary>
    public (int Start, int Length) Resolve(int count)
    {
        long low = Step > 0 ? 0 : -1, high = Step > 0 ? count : count - 1;
        long start = Clamp(Start, count, Step > 0 ? low : high, low, high);
        long stop = Clamp(Stop, count, Step > 0 ? high : low, low, high);
        long span = Step > 0 ? stop - start : start - stop;
        long stride = Math.Abs(Step);
        return span <= 0 ? (0, 0) : ((int)start, (int)((span + stride - 1) / stride));
    }

    private static long Clamp(long? value, int count, long missing, long low, long high) =>
        value is not { } index ? missing : Math.Clamp(index < 0 ? index + count : index, low, high);
}

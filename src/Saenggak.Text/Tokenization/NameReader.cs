using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the name of a token, the string or property name a JSON reader stands on.</summary>
internal static class NameReader
{
    private const int Short = 256;

    /// <summary>The bytes that a name in the byte-level alphabet stands for; false where a character is not of the alphabet.</summary>
    /// <param name="reader">Stands on the name.</param>
    /// <param name="target">At least as long as the name in the file.</param>
    /// <param name="count">How many bytes it is.</param>
    public static bool TryBytes(ref Utf8JsonReader reader, Span<byte> target, out int count)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return ByteLevelAlphabet.TryReadUtf8(name, target, out count);
        Span<byte> plain = name.Length <= Short ? stackalloc byte[Short] : new byte[name.Length];
        try
        {
            return ByteLevelAlphabet.TryReadUtf8(plain[..reader.CopyString(plain)], target, out count);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: whoever asks for the text next says so.
            count = 0;
            return false;
        }
    }

    /// <summary>The name as text.</summary>
    /// <exception cref="InputException">It is not valid Unicode.</exception>
    public static string Text(ref Utf8JsonReader reader, JsonFile file, string section)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw file.FailUnicode(section, e);
        }
    }
}

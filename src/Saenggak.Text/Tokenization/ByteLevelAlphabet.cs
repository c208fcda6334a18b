namespace Saenggak.Text.Tokenization;

/// <summary>
/// The 256 printable characters under which byte-level BPE files write bytes (GPT-2): a printable Latin-1 byte is
/// itself, the other 68 bytes are U+0100, U+0101, … in byte order (so a space is Ġ).
/// </summary>
internal static class ByteLevelAlphabet
{
    private const int FirstShifted = 0x100;

    private static readonly char[] CharOfByte = BuildChars();
    private static readonly short[] ByteOfChar = BuildBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char ToChar(byte value) => CharOfByte[value];

    /// <summary>The bytes of the alphabet in the order of their characters, which is the order of their ids in trained vocabularies.</summary>
    public static byte[] BytesInCharOrder()
    {
        var bytes = new byte[256];
        for (int i = 0; i < 256; i++) bytes[i] = (byte)i;
        Array.Sort(bytes, static (a, b) => CharOfByte[a].CompareTo(CharOfByte[b]));
        return bytes;
    }

    /// <summary>Writes bytes as characters of the alphabet.</summary>
    public static string Write(ReadOnlySpan<byte> bytes) =>
        string.Create(bytes.Length, bytes, static (chars, source) =>
        {
            for (int i = 0; i < chars.Length; i++) chars[i] = CharOfByte[source[i]];
        });

    /// <summary>Reads a token back into bytes, one per character; false when a character is not of the alphabet.</summary>
    public static bool TryRead(ReadOnlySpan<char> token, Span<byte> bytes)
    {
        for (int i = 0; i < token.Length; i++)
        {
            char c = token[i];
            if (c >= ByteOfChar.Length || ByteOfChar[c] < 0) return false;
            bytes[i] = (byte)ByteOfChar[c];
        }
        return true;
    }

    /// <summary>The same from UTF-8; <paramref name="count"/> is the number of bytes written, of which there is room for one per byte of the name.</summary>
    public static bool TryReadUtf8(ReadOnlySpan<byte> name, Span<byte> bytes, out int count)
    {
        count = 0;
        for (int i = 0; i < name.Length; i++)
        {
            int c = name[i];
            // The alphabet ends below U+0144: two bytes at most.
            if (c >= 0x80)
            {
                if ((c & 0xE0) != 0xC0 || i + 1 == name.Length || (name[i + 1] & 0xC0) != 0x80) return false;
                c = ((c & 0x1F) << 6) | (name[++i] & 0x3F);
            }
            if (c >= ByteOfChar.Length || ByteOfChar[c] < 0) return false;
            bytes[count++] = (byte)ByteOfChar[c];
        }
        return true;
    }

    private static bool IsPrintable(int value) => value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static char[] BuildChars()
    {
        var chars = new char[256];
        int shifted = FirstShifted;
        for (int value = 0; value < 256; value++) chars[value] = (char)(IsPrintable(value) ? value : shifted++);
        return chars;
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[CharOfByte.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++) bytes[CharOfByte[value]] = (short)value;
        return bytes;
    }
}

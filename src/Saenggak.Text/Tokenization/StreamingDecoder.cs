using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Turns tokens into text as they come. Bytes of a character that is not yet complete are held back; bytes that can no
/// longer become one give U+FFFD. The parts joined, <see cref="Flush"/> included, are what decoding all tokens at once gives.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly BpeTokenizer _tokenizer;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly bool _skipSpecial;

    internal StreamingDecoder(BpeTokenizer tokenizer, bool skipSpecial)
    {
        _tokenizer = tokenizer;
        _skipSpecial = skipSpecial;
    }

    /// <summary>Takes one token and returns the text that is complete by now, perhaps empty.</summary>
    public string Append(int id) =>
        _skipSpecial && _tokenizer.IsSpecial(id) ? string.Empty : Convert(_tokenizer.DecodeBytes(id), flush: false);

    /// <summary>Ends the stream: held-back bytes of an unfinished character come out as U+FFFD. The decoder can then be used anew.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        // A held-back sequence can add one replacement character before the new bytes.
        Span<char> chars = bytes.Length < 256 ? stackalloc char[260] : new char[bytes.Length + 4];
        int count = _decoder.GetChars(bytes, chars, flush);
        return count == 0 ? string.Empty : new string(chars[..count]);
    }
}

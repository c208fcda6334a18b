using System.Buffers.Binary;

namespace Saenggak.Data;

/// <summary>
/// Turns texts into sketches of a fixed size: 16 bytes of a hash of the whole text, then one byte for each MinHash
/// (b-bit minwise hashing: Li and König 2010). A band's key is made of its bytes, so a sketch is all that need be stored.
/// Each thread has one of its own.
/// </summary>
internal sealed class Sketcher
{
    public const int TextHashBytes = 16;

    private const int Vector = 16;

    private readonly int _gramLength, _hashes;
    private readonly MinHash? _minHash;
    private readonly uint[] _minima;
    private char[] _folded = [], _letters = [];
    private uint[] _grams = [];
    private int _letterCount;

    public Sketcher(DedupOptions options)
    {
        (_gramLength, _hashes) = (options.GramLength, options.Bands * options.RowsPerBand);
        _minHash = options.Near ? new MinHash(_hashes, options.Seed) : null;
        _minima = new uint[_minHash?.Width ?? 0];
    }

    /// <summary>Length of the last text, white space folded.</summary>
    public int Length { get; private set; }

    /// <summary>The last text's letters and digits in lower case.</summary>
    public ReadOnlySpan<char> Letters => _letters.AsSpan(0, _letterCount);

    /// <summary>Bytes of a sketch, a whole number of vectors.</summary>
    public static int RowBytes(DedupOptions options) =>
        TextHashBytes + (options.Near ? ((options.Bands * options.RowsPerBand) + Vector - 1) / Vector * Vector : 0);

    /// <summary>Writes a text's sketch. False when it holds no letters, so that only the same text can be its duplicate.</summary>
    public bool Sketch(string text, Span<byte> row)
    {
        row.Clear();
        Fold(TextKey.Nfc(text));
        BinaryPrimitives.WriteUInt128LittleEndian(row, ExactDuplicates.Hash(_folded.AsSpan(0, Length)));
        if (_minHash is null || _letterCount == 0) return false;
        _minHash.Minima(Grams(), _minima);
        // The low bits of a·x + b hang on the low bits of x alone: a byte is taken from the whole minimum instead.
        for (int i = 0; i < _hashes; i++) row[TextHashBytes + i] = (byte)((_minima[i] * 0x9E3779B1) >> 24);
        return true;
    }

    // One walk for both forms: the text with folded white space, and its letters.
    private void Fold(string text)
    {
        if (_folded.Length < text.Length)
        {
            int size = Math.Max(text.Length, 2 * _folded.Length);
            (_folded, _letters, _grams) = (new char[size], new char[size], new uint[size]);
        }
        int folded = 0, letters = 0;
        bool space = false;
        foreach (char c in text)
        {
            bool syllable = c is >= '가' and <= '힣';
            if (!syllable && char.IsWhiteSpace(c))
            {
                space = folded > 0;
                continue;
            }
            if (space) _folded[folded++] = ' ';
            space = false;
            _folded[folded++] = c;
            if (syllable) _letters[letters++] = c;
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) _letters[letters++] = char.ToLowerInvariant(c);
        }
        (Length, _letterCount) = (folded, letters);
    }

    // Repeated grams stay in: a minimum does not mind.
    private ReadOnlySpan<uint> Grams()
    {
        int size = Math.Min(_gramLength, _letterCount);
        ulong top = 1;
        for (int i = 1; i < size; i++) top *= NGrams.Base;
        ulong rolling = 0;
        for (int i = 0; i < _letterCount; i++)
        {
            if (i >= size) rolling -= (_letters[i - size] + 1UL) * top;
            rolling = (rolling * NGrams.Base) + _letters[i] + 1UL;
            if (i >= size - 1) _grams[i - size + 1] = (uint)(NGrams.Mix(rolling) >> 32);
        }
        return _grams.AsSpan(0, _letterCount - size + 1);
    }
}

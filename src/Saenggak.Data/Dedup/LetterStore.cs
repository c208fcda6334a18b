using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Saenggak.Data;

/// <summary>The letters of all documents in a temporary file, for the exact Jaccard index of a few.</summary>
internal sealed class LetterStore(DedupOptions options) : IDisposable
{
    private readonly SafeFileHandle _file = TempFile.Open(options.TempFolder);
    private long[] _offsets = [];
    private int[] _lengths = [];
    private long _end;

    public void Grow(int count)
    {
        if (count <= _offsets.Length) return;
        Array.Resize(ref _offsets, Math.Max(count, 2 * _offsets.Length));
        Array.Resize(ref _lengths, _offsets.Length);
    }

    /// <summary>May be called by many threads, each for other documents; where in the file the letters lie matters to nobody.</summary>
    public void Write(int document, ReadOnlySpan<char> letters)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(letters);
        long offset = Interlocked.Add(ref _end, bytes.Length) - bytes.Length;
        RandomAccess.Write(_file, bytes, offset);
        (_offsets[document], _lengths[document]) = (offset, letters.Length);
    }

    /// <summary>The distinct grams of a document, sorted.</summary>
    public ulong[] Grams(int document)
    {
        var letters = new char[_lengths[document]];
        TempFile.Read(_file, MemoryMarshal.AsBytes(letters.AsSpan()), _offsets[document]);
        return NGrams.Distinct(letters, options.GramLength);
    }

    public void Dispose() => _file.Dispose();
}

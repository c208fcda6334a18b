using System.Numerics;

namespace Saenggak.Data;

/// <summary>
/// MinHash signatures cut into bands (Broder 1997; Leskovec and others, Mining of Massive Datasets, ch. 3). Two texts whose
/// gram sets have Jaccard index j share a band with probability 1 − (1 − j^rows)^bands.
/// </summary>
internal sealed class MinHash
{
    private readonly int _bands, _rows;
    private readonly ulong[] _factors, _offsets;

    public MinHash(int bands, int rows, ulong seed)
    {
        (_bands, _rows) = (bands, rows);
        // Whole vectors: the few hashes beyond bands × rows are computed and not used.
        int width = Vector<ulong>.Count;
        int padded = ((bands * rows) + width - 1) / width * width;
        _factors = new ulong[padded];
        _offsets = new ulong[padded];
        for (int i = 0; i < padded; i++)
        {
            _factors[i] = NGrams.Mix(seed + (2UL * (uint)i)) | 1;
            _offsets[i] = NGrams.Mix(seed + (2UL * (uint)i) + 1);
        }
    }

    /// <summary>One key per band, into <paramref name="bandKeys"/> of length bands.</summary>
    public void Bands(ReadOnlySpan<ulong> grams, Span<ulong> bandKeys)
    {
        Span<ulong> minima = stackalloc ulong[_factors.Length];
        minima.Fill(ulong.MaxValue);
        foreach (ulong gram in grams)
        {
            var value = new Vector<ulong>(gram);
            for (int i = 0; i < minima.Length; i += Vector<ulong>.Count)
            {
                Vector<ulong> hash = (value * new Vector<ulong>(_factors, i)) + new Vector<ulong>(_offsets, i);
                Vector.Min(hash, new Vector<ulong>(minima[i..])).CopyTo(minima[i..]);
            }
        }
        for (int band = 0; band < _bands; band++)
        {
            ulong key = (ulong)band;
            foreach (ulong minimum in minima.Slice(band * _rows, _rows)) key = NGrams.Mix(key ^ minimum) * 31;
            bandKeys[band] = key;
        }
    }
}

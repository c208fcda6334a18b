using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Data;

/// <summary>
/// The least value of each of many hashes over a text's grams (Broder 1997). Two texts whose gram sets have Jaccard index
/// j agree in each with probability j. Hash i is a·x + b modulo 2^32 of a gram that is well mixed already, sixteen at a time.
/// </summary>
internal sealed class MinHash
{
    private const int Lanes = 16, Unrolled = 4;

    private readonly Vector512<uint>[] _factors, _offsets;

    public MinHash(int hashes, ulong seed)
    {
        // Whole vectors: the few hashes beyond those asked for are computed and not used.
        Width = (hashes + Lanes - 1) / Lanes * Lanes;
        (_factors, _offsets) = (new Vector512<uint>[Width / Lanes], new Vector512<uint>[Width / Lanes]);
        Span<uint> factors = MemoryMarshal.Cast<Vector512<uint>, uint>(_factors.AsSpan()), offsets = MemoryMarshal.Cast<Vector512<uint>, uint>(_offsets.AsSpan());
        for (int i = 0; i < Width; i++)
        {
            factors[i] = (uint)(NGrams.Mix(seed + (2UL * (uint)i)) >> 32) | 1;
            offsets[i] = (uint)(NGrams.Mix(seed + (2UL * (uint)i) + 1) >> 32);
        }
    }

    /// <summary>Hashes computed: those asked for, rounded up to a whole vector.</summary>
    public int Width { get; }

    /// <summary>The minima over <paramref name="grams"/>, into <paramref name="minima"/> of length <see cref="Width"/>.</summary>
    public void Minima(ReadOnlySpan<uint> grams, Span<uint> minima)
    {
        Span<Vector512<uint>> least = MemoryMarshal.Cast<uint, Vector512<uint>>(minima);
        int at = 0;
        for (; at + Unrolled <= least.Length; at += Unrolled)
        {
            Vector512<uint> a0 = _factors[at], a1 = _factors[at + 1], a2 = _factors[at + 2], a3 = _factors[at + 3];
            Vector512<uint> b0 = _offsets[at], b1 = _offsets[at + 1], b2 = _offsets[at + 2], b3 = _offsets[at + 3];
            Vector512<uint> m0 = Vector512<uint>.AllBitsSet, m1 = m0, m2 = m0, m3 = m0;
            foreach (uint gram in grams)
            {
                Vector512<uint> x = Vector512.Create(gram);
                m0 = Vector512.Min(m0, (x * a0) + b0);
                m1 = Vector512.Min(m1, (x * a1) + b1);
                m2 = Vector512.Min(m2, (x * a2) + b2);
                m3 = Vector512.Min(m3, (x * a3) + b3);
            }
            (least[at], least[at + 1], least[at + 2], least[at + 3]) = (m0, m1, m2, m3);
        }
        for (; at < least.Length; at++)
        {
            Vector512<uint> a = _factors[at], b = _offsets[at], m = Vector512<uint>.AllBitsSet;
            foreach (uint gram in grams) m = Vector512.Min(m, (Vector512.Create(gram) * a) + b);
            least[at] = m;
        }
    }
}

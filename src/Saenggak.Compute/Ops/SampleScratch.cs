namespace Saenggak.Compute.Ops;

/// <summary>What one worker remembers of the row it draws from. Grows to the largest row seen.</summary>
internal sealed class SampleScratch
{
    /// <summary>Largest logit of each block.</summary>
    public float[] BlockMax = [];

    /// <summary>Σ exp((x − Max) / T) of each block.</summary>
    public double[] BlockWeight = [];

    /// <summary>A copy of the block maxima to sort.</summary>
    public float[] Sorted = [];

    /// <summary>Candidates in column order.</summary>
    public SampleCandidate[] Candidates = [];

    /// <summary>Mass of the candidates by distance from the largest logit.</summary>
    public readonly double[] Bins = new double[SampleSelection.Bins];

    /// <summary>Candidates of one bin, to partition.</summary>
    public SampleCandidate[] Partitioned = [];

    /// <summary>Largest logit of the row.</summary>
    public float Max;

    /// <summary>Σ exp((x − Max) / T) of the row.</summary>
    public double Sum;

    /// <summary>False where the row holds NaN, +∞ or nothing finite.</summary>
    public bool Valid;

    /// <summary>Makes room for a row of so many blocks.</summary>
    public void ReserveBlocks(int blocks)
    {
        if (BlockMax.Length >= blocks) return;
        BlockMax = new float[blocks];
        BlockWeight = new double[blocks];
        Sorted = new float[blocks];
    }

    /// <summary>Makes room for a row's candidates, which only truncated draws need.</summary>
    public void ReserveCandidates(int columns)
    {
        if (Candidates.Length >= columns) return;
        Candidates = new SampleCandidate[columns];
        Partitioned = new SampleCandidate[columns];
    }
}

/// <summary>A token that truncation may keep: <paramref name="Key"/> orders by logit, then by lower column.</summary>
internal readonly record struct SampleCandidate(ulong Key, float Weight)
{
    /// <summary>The token's column.</summary>
    public int Column => (int)~(uint)Key;

    /// <summary>The token's logit.</summary>
    public float Logit
    {
        get
        {
            uint ordered = (uint)(Key >> 32);
            return BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000) != 0 ? ordered ^ 0x8000_0000 : ~ordered);
        }
    }

    /// <summary>A candidate whose key is larger for a larger logit and, among equal logits, for a lower column.</summary>
    public static SampleCandidate Of(float logit, int column, float weight)
    {
        // Adding +0 makes −0 and +0, which compare equal, the same bits.
        uint bits = BitConverter.SingleToUInt32Bits(logit + 0f);
        uint ordered = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return new((ulong)ordered << 32 | ~(uint)column, weight);
    }
}

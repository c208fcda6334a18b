namespace Saenggak.Compute.Tests.OpTable;

/// <summary>A tensor with a known pattern before, behind and between its rows, to catch writes out of bounds.</summary>
internal sealed unsafe class GuardedTensor
{
    private const byte Guard = 0x5A;
    private const int GuardBytes = 64;
    private readonly byte* block;
    private readonly int blockBytes;

    public GuardedTensor(Arena arena, DType type, int rows, int cols, int stride)
    {
        int bytes = rows * stride * type.Size();
        blockBytes = bytes + 2 * GuardBytes;
        block = arena.Allocate(DType.BF16, 1, (blockBytes + 1) / 2).Data;
        new Span<byte>(block, blockBytes).Fill(Guard);
        View = new Tensor(type, rows, cols, stride, block + GuardBytes);
        for (int r = 0; r < rows; r++) Row(r).Fill(0xFF);
    }

    public Tensor View { get; }

    /// <summary>Rounds the numbers into the tensor and hands back what they became.</summary>
    public double[] Fill(double[] numbers)
    {
        var singles = Array.ConvertAll(numbers, n => (float)n);
        fixed (float* p = singles) Convert.Copy(new Tensor(DType.F32, View.Rows, View.Cols, View.Cols, p), View);
        return Array.ConvertAll(View.ToArray(), n => (double)n);
    }

    /// <summary>All bytes of the elements.</summary>
    public byte[] Bytes()
    {
        var result = new List<byte>();
        for (int r = 0; r < View.Rows; r++) result.AddRange(Row(r));
        return [.. result];
    }

    /// <summary>True when nothing was written outside the elements.</summary>
    public bool IsIntact()
    {
        var all = new ReadOnlySpan<byte>(block, blockBytes);
        int rowBytes = View.Cols * View.Type.Size(), strideBytes = View.Stride * View.Type.Size(), end = GuardBytes;
        if (all[..GuardBytes].ContainsAnyExcept(Guard)) return false;
        for (int r = 0; r < View.Rows; r++, end += strideBytes)
        {
            if (all[(end + rowBytes)..(end + strideBytes)].ContainsAnyExcept(Guard)) return false;
        }
        return !all[end..].ContainsAnyExcept(Guard);
    }

    private Span<byte> Row(int r) => new(View.RowAddress(r), View.Cols * View.Type.Size());
}

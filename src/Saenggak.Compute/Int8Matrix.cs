using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute;

/// <summary>
/// Weights W [N, K] in eight bits for inference: blocks of 32 along K, each with a bf16 scale of its largest magnitude over 127, so
/// that a weight is off by half a step at most. 1.0625 bytes a weight. Content is undefined until <see cref="Set"/>.
/// </summary>
/// <remarks>
/// Layout: panels of sixteen rows of W, in each the blocks one after the other: sixteen scales, then sixteen rows of sixteen pairs
/// (k, k + 1), one pair for each row of W. A vector of pairs multiplies a pair of x without any sum across lanes, and is at the
/// same time a row of a tile as <see cref="Cpu.Amx.AmxPacking"/> lays them. Rows and columns beyond N and K are zero.
/// </remarks>
public sealed unsafe class Int8Matrix : IDisposable
{
    /// <summary>Weights along K that share a scale.</summary>
    public const int Block = 32;

    /// <summary>Rows of W in a panel.</summary>
    internal const int PanelRows = 16;

    /// <summary>Bytes of a block's sixteen scales.</summary>
    internal const int ScaleBytes = PanelRows * sizeof(ushort);

    /// <summary>Bytes of a pair of columns of a panel.</summary>
    internal const int PairBytes = 2 * PanelRows;

    /// <summary>Bytes of a block of a panel.</summary>
    internal const int BlockBytes = ScaleBytes + Block / 2 * PairBytes;

    private readonly NativeBuffer buffer;

    /// <summary>Takes memory for W [<paramref name="rows"/>, <paramref name="cols"/>].</summary>
    public Int8Matrix(int rows, int cols)
    {
        (Rows, Cols) = (rows, cols);
        Blocks = (cols + Block - 1) / Block;
        // An even number of panels: a panel of tiles takes two.
        Panels = (rows + 2 * PanelRows - 1) / (2 * PanelRows) * 2;
        buffer = new NativeBuffer(Panels * PanelBytes, largePages: true);
    }

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>K.</summary>
    public int Cols { get; }

    /// <summary>Memory taken.</summary>
    public long Bytes => buffer.Bytes;

    /// <summary>Blocks along K.</summary>
    internal int Blocks { get; }

    /// <summary>Panels along N.</summary>
    internal int Panels { get; }

    /// <summary>Bytes from a panel to the next.</summary>
    internal long PanelBytes => (long)Blocks * BlockBytes;

    /// <summary>Rounds <paramref name="source"/> [N, K], f32 or bf16, all finite, into this matrix.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Set(Device device, in Tensor source)
    {
        if (source.Rows != Rows || source.Cols != Cols) throw new ArgumentException($"cannot round {source} into int8 [{Rows}, {Cols}]; shapes must agree");
        device.Workers.Run(new Int8Rounding { Source = source, Target = this });
    }

    /// <summary>Writes row <paramref name="row"/> as f32.</summary>
    public void CopyRow(int row, Span<float> target)
    {
        byte* at = Panel(row / PanelRows);
        int lane = row % PanelRows;
        for (int k = 0; k < Cols; k++)
        {
            byte* block = at + k / Block * BlockBytes;
            target[k] = Convert.ToSingle(((ushort*)block)[lane]) * ((sbyte*)block)[Place(lane, k % Block)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    /// <summary>Where a weight lies within its block.</summary>
    internal static int Place(int lane, int k) => ScaleBytes + k / 2 * PairBytes + 2 * lane + k % 2;

    /// <summary>Address of a panel.</summary>
    internal byte* Panel(int panel) => buffer.Address + panel * PanelBytes;
}

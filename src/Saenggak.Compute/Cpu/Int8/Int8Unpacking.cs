using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saenggak.Compute.Cpu.Amx;

namespace Saenggak.Compute.Cpu.Int8;

/// <summary>From an <see cref="Int8Matrix"/> to the operands of matrix products of many rows.</summary>
internal static unsafe class Int8Unpacking
{
    // Two rows of scales, each lane twice: the pairs of rows 0 … 7 and 8 … 15 of W.
    private static readonly Vector512<int> LowTwice = Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    private static readonly Vector512<int> HighTwice = LowTwice + Vector512.Create(8);

    /// <summary>How far ahead of the loads memory is asked for.</summary>
    private const int Ahead = 4 * Int8Matrix.BlockBytes;

    /// <summary>
    /// Panel <paramref name="panel"/> of B = Wᵀ for <see cref="AmxKernel"/>: 32 rows of W, rounded to bf16 (ties away from zero).
    /// Needs AVX-512, as the kernel does, and a K that is a multiple of 32.
    /// </summary>
    public static void ToTiles(Int8Matrix w, int panel, byte* target)
    {
        byte* low = w.Panel(2 * panel), high = w.Panel(2 * panel + 1);
        for (int b = 0; b < w.Blocks; b++, low += Int8Matrix.BlockBytes, high += Int8Matrix.BlockBytes, target += 2 * AmxPacking.TileBytes)
        {
            ToTile(low, target);
            ToTile(high, target + AmxPacking.TileBytes);
        }
    }

    /// <summary>Rows <paramref name="k"/> … of B = Wᵀ from column <paramref name="column"/> on, as f32 rows of <paramref name="stride"/>.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="k">A multiple of 32.</param>
    /// <param name="column">A multiple of 16.</param>
    /// <param name="depth">Rows; the target has room for as many up to the next multiple of 32.</param>
    /// <param name="columns">Columns; the target has room for as many up to the next multiple of 16.</param>
    /// <param name="target">Receives them.</param>
    /// <param name="stride">Elements from a row of the target to the next.</param>
    public static void ToRows(Int8Matrix w, int k, int column, int depth, int columns, float* target, int stride)
    {
        for (int c = 0; c < columns; c += Int8Matrix.PanelRows)
        {
            byte* block = w.Panel((column + c) / Int8Matrix.PanelRows) + k / Int8Matrix.Block * Int8Matrix.BlockBytes;
            float* to = target + c;
            for (int r = 0; r < depth; r += Int8Matrix.Block, block += Int8Matrix.BlockBytes)
            {
                var scale = Simd.LoadBF16((ushort*)block);
                for (int at = Int8Matrix.ScaleBytes; at < Int8Matrix.BlockBytes; at += Int8Matrix.PairBytes, to += 2 * stride)
                {
                    Int8Lanes.Split(block + at, out var even, out var odd);
                    (Vector512.ConvertToSingle(even) * scale).Store(to);
                    (Vector512.ConvertToSingle(odd) * scale).Store(to + stride);
                }
            }
        }
    }

    private static void ToTile(byte* block, byte* tile)
    {
        var scale = Simd.LoadBF16((ushort*)block);
        var (low, high) = (Vector512.Shuffle(scale, LowTwice), Vector512.Shuffle(scale, HighTwice));
        var half = Vector512.Create(0x8000u);
        for (int at = Int8Matrix.ScaleBytes; at < Int8Matrix.BlockBytes; at += Int8Matrix.PairBytes, tile += 64)
        {
            var first = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)block + at))) * low;
            var second = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)block + at + 16))) * high;
            Avx512BW.PermuteVar32x16x2((first.AsUInt32() + half).AsUInt16(), Simd.OddHalves, (second.AsUInt32() + half).AsUInt16()).Store((ushort*)tile);
            if ((at & Int8Matrix.PairBytes) != 0) Sse.Prefetch0(block + at + Ahead);
        }
    }
}

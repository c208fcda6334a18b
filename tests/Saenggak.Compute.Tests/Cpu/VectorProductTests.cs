using Saenggak.Compute.Cpu;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Cpu;

public sealed class VectorProductTests : ComputeTest
{
    private readonly Arena arena = new(1 << 20);
    private readonly WorkerScratch scratch = new(2);
    private readonly Workers workers = new(2);

    // Rows: fewer than the kernel takes, one strip, several; depth: one block and more, not a multiple of eight; columns: whole panels and not.
    public static TheoryData<int, int, int> Shapes => new() { { 1, 7, 5 }, { 3, 40, 32 }, { 11, 264, 33 }, { 64, 520, 96 }, { 96, 256, 16 }, { 97, 300, 40 }, { 250, 133, 288 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_AgreesWithSumsInDouble_WhateverTheLayout(int m, int k, int n)
    {
        foreach (var (a, b, c) in new[] { (DType.F32, DType.F32, DType.F32), (DType.BF16, DType.BF16, DType.F32), (DType.BF16, DType.BF16, DType.BF16), (DType.F32, DType.BF16, DType.F32) })
        {
            foreach (bool aAcross in new[] { false, true })
            {
                foreach (bool bAcross in new[] { false, true }) Check(m, k, n, a, aAcross, b, bAcross, c);
            }
        }
    }

    [Fact]
    public void Multiply_ADepthInSeveralRuns_AddsUp() => Check(30, 4500, 48, DType.BF16, true, DType.BF16, false, DType.F32);

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public unsafe void Multiply_GivesARowTheSameBits_AmongAnyNeighboursAndFromPackedPanels(DType type)
    {
        const int most = 250, depth = 2600, columns = 72;
        Tensor a = Drawn(1, type, most, depth), w = Drawn(2, type, columns, depth), all = arena.Allocate(DType.F32, most, columns);
        var b = new MatrixView(w.Data, type, 1, w.Stride);
        VectorProduct.Multiply(workers, scratch, View(a, false), b, null, all, depth, accumulate: false);
        using var packed = new PackedMatrix(workers, w, transpose: true);
        using var one = new Workers(1);
        foreach (int rows in new[] { 1, 5, 17, 64, 96, 100, 249 })
        {
            var part = arena.Allocate(DType.F32, rows, columns);
            VectorProduct.Multiply(workers, scratch, View(a, false), b, packed.VectorPanels(scratch, orNull: false), part, depth, accumulate: false);
            Assert.Equal(all.RowRange(0, rows).ToArray(), part.ToArray());
            VectorProduct.Multiply(one, scratch, View(a, false), b, null, part, depth, accumulate: false);
            Assert.Equal(all.RowRange(0, rows).ToArray(), part.ToArray());
        }
    }

    [Theory]
    [InlineData(6, 64, 48)]
    [InlineData(70, 100, 37)]
    [InlineData(130, 544, 96)]
    public unsafe void Multiply_WeightsInEightBits_AreThoseThatAreStored(int m, int k, int n)
    {
        Tensor a = Drawn(1, DType.F32, m, k), w = Drawn(2, DType.F32, n, k), rounded = arena.Allocate(DType.F32, n, k);
        using var device = new Device(2);
        using var narrow = new Int8Matrix(n, k);
        narrow.Set(device, w);
        for (int r = 0; r < n; r++) narrow.CopyRow(r, rounded.RowF32(r));
        Tensor expected = arena.Allocate(DType.F32, m, n), c = arena.Allocate(DType.F32, m, n);
        VectorProduct.Multiply(workers, scratch, View(a, false), View(rounded, true), null, expected, k, accumulate: false);
        VectorProduct.Multiply(workers, scratch, a, narrow, c, accumulate: false);
        Assert.Equal(expected.ToArray(), c.ToArray());
    }

    protected override void Release()
    {
        workers.Dispose();
        scratch.Dispose();
        arena.Dispose();
    }

    private static unsafe MatrixView View(in Tensor t, bool transpose) => transpose ? new(t.Data, t.Type, 1, t.Stride) : new(t.Data, t.Type, t.Stride, 1);

    private unsafe void Check(int m, int k, int n, DType aType, bool aAcross, DType bType, bool bAcross, DType cType)
    {
        Tensor a = aAcross ? Drawn(1, aType, k, m) : Drawn(1, aType, m, k), b = bAcross ? Drawn(2, bType, n, k) : Drawn(2, bType, k, n), start = Drawn(3, cType, m, n);
        float[] av = a.ToArray(), bv = b.ToArray(), before = start.ToArray();
        foreach (bool accumulate in new[] { false, true })
        {
            var c = arena.Allocate(cType, m, n);
            start.CopyTo(c);
            VectorProduct.Multiply(workers, scratch, View(a, aAcross), View(b, bAcross), null, c, k, accumulate);
            float[] got = c.ToArray();
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = accumulate ? before[i * n + j] : 0, size = 1;
                    for (int p = 0; p < k; p++)
                    {
                        double term = (double)(aAcross ? av[p * m + i] : av[i * k + p]) * (bAcross ? bv[j * k + p] : bv[p * n + j]);
                        sum += term;
                        size += Math.Abs(term);
                    }
                    double allowed = size * 1e-6 + (cType == DType.BF16 ? Math.Abs(sum) / 200 : 0);
                    Assert.True(Math.Abs(got[i * n + j] - sum) <= allowed, $"{m}×{k}×{n}, {aType} {aAcross}, {bType} {bAcross}, {cType}, add {accumulate}: ({i}, {j}) is {got[i * n + j]}; expected {sum}");
                }
            }
        }
    }

    private Tensor Drawn(ulong seed, DType type, int rows, int cols)
    {
        Tensor wide = arena.Allocate(DType.F32, rows, cols), tensor = arena.Allocate(type, rows, cols);
        var drawn = SplitMix64.Signed(seed, (int)wide.Length, 1);
        for (int i = 0; i < drawn.Length; i++) wide.SpanF32[i] = (float)drawn[i];
        wide.CopyTo(tensor);
        return tensor;
    }
}

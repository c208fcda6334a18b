using Saenggak.Compute.Cpu.Amx;
using Saenggak.Compute.Ops;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed class Int8MatrixTests : ComputeTest
{
    private readonly Device device = new(2);
    private readonly Arena arena = new(1 << 20);

    [Fact]
    public void Set_IsOffByHalfAStepAtMost()
    {
        var w = Drawn(33, 172, 1, DType.F32);
        w.RowF32(5)[..32].Clear();
        w.RowF32(6)[40] = 1e-39f;
        w.RowF32(7)[64] = 1e30f;
        using var narrow = new Int8Matrix(33, 172);
        narrow.Set(device, w);
        var row = new float[172];
        for (int r = 0; r < 33; r++)
        {
            narrow.CopyRow(r, row);
            for (int k = 0; k < 172; k++)
            {
                float most = 0;
                foreach (float other in w.RowF32(r)[(k / 32 * 32)..Math.Min(k / 32 * 32 + 32, 172)]) most = Math.Max(most, Math.Abs(other));
                // The scale is rounded to bf16, which makes a step up to 1/256 longer.
                Assert.InRange(Math.Abs(row[k] - w.RowF32(r)[k]), 0, most / 254 * 1.004f);
            }
        }
        Assert.Equal(new float[32], Row(narrow, 5)[..32]);
    }

    [Fact]
    public void Set_OfAnotherShapeIsAnError()
    {
        using var narrow = new Int8Matrix(32, 64);
        Assert.Equal("cannot round F32[32, 32] into int8 [32, 64]; shapes must agree", Assert.Throws<ArgumentException>(() => narrow.Set(device, Drawn(32, 32, 1, DType.F32))).Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(4, 5)]
    public void Forward_OfAFewRows_GivesARowTheSameBitsAmongAnyNeighbours(int rows, int workers)
    {
        var x = Drawn(4, 544, 1, DType.BF16);
        var weights = Drawn(360, 544, 2, DType.BF16);
        Assert.Equal(Product(1, x, weights, 1), Product(workers, x, weights, rows)[..360]);
        Assert.Equal(Product(1, x, weights, 4)[..(rows * 360)], Product(workers, x, weights, rows));
    }

    [SkippableTheory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(129)]
    [InlineData(300)]
    public void Forward_OnTiles_GivesARowTheSameBitsAmongAnyNeighbours(int rows)
    {
        Skip.IfNot(AmxKernel.IsAvailable, "needs a processor with AMX");
        var x = Drawn(300, 544, 1, DType.BF16);
        var weights = Drawn(72, 544, 2, DType.BF16);
        Assert.Equal(Product(1, x, weights, 300)[..(rows * 72)], Product(2, x, weights, rows));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Forward_CarriesWhatIsNotFinite(float bad)
    {
        var x = Drawn(1, 64, 1, DType.F32);
        x.RowF32(0)[40] = bad;
        Assert.All(Product(2, x, Drawn(20, 64, 2, DType.F32), 1), y => Assert.False(float.IsFinite(y)));
    }

    [Fact]
    public void Backward_IsRefused()
    {
        using var narrow = new Int8Matrix(32, 64);
        using var w = new LinearWeight(device, narrow);
        Tensor dy = arena.Zeros(DType.F32, 1, 32), dx = arena.Zeros(DType.F32, 1, 64);
        Assert.Contains("for the forward only", Assert.Throws<InvalidOperationException>(() => LinearOp.BackwardInput(device, dy, w, dx)).Message, StringComparison.Ordinal);
    }

    protected override void Release()
    {
        arena.Dispose();
        device.Dispose();
    }

    private static float[] Row(Int8Matrix narrow, int row)
    {
        var values = new float[narrow.Cols];
        narrow.CopyRow(row, values);
        return values;
    }

    private float[] Product(int workers, in Tensor x, in Tensor weights, int rows)
    {
        using var other = new Device(workers);
        using var narrow = new Int8Matrix(weights.Rows, weights.Cols);
        narrow.Set(other, weights);
        using var w = new LinearWeight(other, narrow);
        var y = arena.Allocate(DType.F32, rows, weights.Rows);
        LinearOp.Forward(other, x.RowRange(0, rows), w, y);
        return y.ToArray();
    }

    private Tensor Drawn(int rows, int cols, ulong seed, DType type)
    {
        var drawn = arena.Allocate(DType.F32, rows, cols);
        var numbers = SplitMix64.Signed(seed, rows * cols);
        for (int i = 0; i < numbers.Length; i++) drawn.SpanF32[i] = (float)numbers[i];
        if (type == DType.F32) return drawn;
        var result = arena.Allocate(type, rows, cols);
        drawn.CopyTo(result);
        return result;
    }
}

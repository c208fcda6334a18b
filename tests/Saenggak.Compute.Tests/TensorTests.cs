using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed class TensorTests : ComputeTest
{
    private readonly Arena arena = new(1 << 12);

    [Fact]
    public void Ranges_SeeTheSameMemory()
    {
        var matrix = Counted(4, 6);
        var rows = matrix.RowRange(1, 2);
        var block = rows.ColumnRange(2, 3);
        Assert.Equal([8, 9, 10, 14, 15, 16], block.ToArray());
        Assert.Equal(6, block.Stride);
        Assert.False(block.IsContiguous);
        block.RowF32(1)[0] = -1;
        Assert.Equal(-1, matrix.RowF32(2)[2]);
    }

    [Fact]
    public void Reshape_KeepsTheOrder()
    {
        var matrix = Counted(4, 6);
        Assert.Equal(matrix.ToArray(), matrix.Reshape(3, 8).ToArray());
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], matrix.Reshape(3, 8).RowF32(1).ToArray());
    }

    [Fact]
    public void Reshape_RefusesGapsAndOtherSizes()
    {
        var matrix = Counted(4, 6);
        Assert.Throws<InvalidOperationException>(() => matrix.ColumnRange(0, 3).Reshape(2, 6));
        Assert.Throws<InvalidOperationException>(() => matrix.Reshape(5, 5));
        Assert.Throws<InvalidOperationException>(() => matrix.ColumnRange(0, 3).SpanF32.Length);
    }

    [Fact]
    public void Clear_OfAColumnRangeLeavesTheRest()
    {
        var matrix = Counted(2, 4);
        matrix.ColumnRange(1, 2).Clear();
        Assert.Equal([0, 0, 0, 3, 4, 0, 0, 7], matrix.ToArray());
    }

    [Fact]
    public void CopyTo_ConvertsThereAndBackThroughStrides()
    {
        var matrix = Counted(5, 40);
        var narrow = arena.Zeros(DType.BF16, 5, 60).ColumnRange(7, 40);
        matrix.CopyTo(narrow);
        Assert.Equal(matrix.ToArray(), narrow.ToArray());
        var back = arena.Zeros(DType.F32, 5, 40);
        narrow.CopyTo(back);
        Assert.Equal(matrix.ToArray(), back.ToArray());
    }

    [Fact]
    public void CopyTo_OtherShapeThrows()
    {
        var matrix = Counted(4, 6);
        var other = arena.Allocate(DType.F32, 6, 4);
        var error = Assert.Throws<ArgumentException>(() => matrix.CopyTo(other));
        Assert.Contains("F32[4, 6] to F32[6, 4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_IsNull()
    {
        Assert.True(default(Tensor).IsNull);
        Assert.False(Counted(1, 1).IsNull);
    }

    protected override void Release() => arena.Dispose();

    /// <summary>A matrix of 0, 1, 2, …</summary>
    private Tensor Counted(int rows, int cols)
    {
        var matrix = arena.Allocate(DType.F32, rows, cols);
        for (int i = 0; i < rows * cols; i++) matrix.SpanF32[i] = i;
        return matrix;
    }
}

using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed unsafe class ArenaTests : ComputeTest
{
    [Fact]
    public void Allocate_AlignsEveryTensorTo64Bytes()
    {
        using var arena = new Arena(1 << 12);
        for (int cols = 1; cols < 40; cols++)
        {
            Assert.Equal(0, (long)arena.Allocate(cols % 2 == 0 ? DType.F32 : DType.BF16, 3, cols).Data % 64);
        }
    }

    [Fact]
    public void Allocate_TensorsDoNotOverlap()
    {
        using var arena = new Arena(256);
        var tensors = new List<Tensor>();
        for (int i = 1; i <= 20; i++)
        {
            var tensor = arena.Allocate(DType.F32, i, 3);
            tensor.SpanF32.Fill(i);
            tensors.Add(tensor);
        }
        for (int i = 1; i <= 20; i++) Assert.True(tensors[i - 1].SpanF32.IndexOfAnyExcept(i) < 0);
    }

    [Fact]
    public void Zeros_ClearsUsedMemory()
    {
        using var arena = new Arena(1 << 10);
        arena.Allocate(DType.F32, 8, 16).SpanF32.Fill(7);
        arena.Reset();
        Assert.True(arena.Zeros(DType.F32, 8, 16).SpanF32.IndexOfAnyExcept(0) < 0);
    }

    [Fact]
    public void Release_HandsOutTheSameMemoryAgain()
    {
        using var arena = new Arena(1 << 10);
        arena.Allocate(DType.F32, 1, 5);
        var mark = arena.Mark();
        long used = arena.UsedBytes;
        var first = arena.Allocate(DType.F32, 10, 10);
        // More than a block, so that the mark lies in an earlier one.
        arena.Allocate(DType.F32, 100, 100);
        long reserved = arena.ReservedBytes;
        arena.Release(mark);
        Assert.Equal(used, arena.UsedBytes);
        Assert.True(first.Data == arena.Allocate(DType.F32, 10, 10).Data);
        arena.Allocate(DType.F32, 100, 100);
        Assert.Equal(reserved, arena.ReservedBytes);
    }

    [Fact]
    public void Reset_MergesBlocksSoThatTheNextStepReservesNothing()
    {
        using var arena = new Arena(1 << 10);
        for (int i = 0; i < 10; i++) arena.Allocate(DType.F32, 10, 20);
        long used = arena.UsedBytes;
        arena.Reset();
        long reserved = arena.ReservedBytes;
        Assert.Equal(0, arena.UsedBytes);
        Assert.True(reserved >= used);
        for (int i = 0; i < 10; i++) arena.Allocate(DType.F32, 10, 20);
        Assert.Equal(reserved, arena.ReservedBytes);
        Assert.Equal(used, arena.UsedBytes);
    }

    [Fact]
    public void Allocate_NoRowsIsNotNull()
    {
        using var arena = new Arena(1 << 10);
        var empty = arena.Allocate(DType.F32, 0, 5);
        Assert.False(empty.IsNull);
        Assert.Equal(0, empty.Length);
    }

    [Fact]
    public void Dispose_GivesAllBytesBack()
    {
        long before = NativeBuffer.LiveBytes;
        var arena = new Arena(1 << 10);
        arena.Allocate(DType.F32, 1000, 10);
        Assert.True(NativeBuffer.LiveBytes >= before + 40_000);
        Assert.True(NativeBuffer.PeakBytes >= NativeBuffer.LiveBytes);
        arena.Dispose();
        arena.Dispose();
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }
}

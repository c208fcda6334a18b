using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed unsafe class NativeBufferTests : ComputeTest
{
    [Fact]
    public void View_BeyondTheEndThrows()
    {
        using var buffer = new NativeBuffer(256);
        buffer.View(DType.F32, 4, 16);
        buffer.View(DType.F32, 3, 16, offsetBytes: 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View(DType.F32, 4, 16, offsetBytes: 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View(DType.F32, 1, 1, offsetBytes: -4));
    }

    [Fact]
    public void View_AfterDisposeThrows()
    {
        var buffer = new NativeBuffer(64);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.View(DType.F32, 1, 1));
    }

    [Fact]
    public void Zeroed_IsZeroToTheLastByte()
    {
        using var buffer = new NativeBuffer(1000, zeroed: true);
        Assert.Equal(1024, buffer.Bytes);
        Assert.True(new ReadOnlySpan<byte>(buffer.Address, 1024).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void LargePages_AreAlignedZeroAndCounted()
    {
        const long bytes = 9 << 20;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = NativeBuffer.LiveBytes;
        using (var buffer = new NativeBuffer(bytes, zeroed: true, largePages: true))
        {
            Assert.Equal(before + bytes, NativeBuffer.LiveBytes);
            if (OperatingSystem.IsLinux()) Assert.Equal(0, (long)buffer.Address % (2 << 20));
            var all = new Span<byte>(buffer.Address, (int)bytes);
            Assert.True(all.IndexOfAnyExcept((byte)0) < 0);
            all.Fill(1);
        }
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [Fact]
    public void Constructor_NegativeSizeThrows()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer(-1));

    [Fact]
    public void Finalizer_FreesWhatItsOwnerLost()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = NativeBuffer.LiveBytes;
        Lose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Lose() => _ = new NativeBuffer(4096).Address;
}

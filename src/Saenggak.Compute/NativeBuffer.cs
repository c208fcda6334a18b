using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saenggak.Compute;

/// <summary>One block of 64-byte aligned native memory with an owner. Counted, so that tests can assert nothing leaks.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private static long live;
    private static long peak;
    private readonly nuint room;
    private readonly bool inLargePages;
    private void* block;
    private byte* address;

    /// <summary>Takes <paramref name="bytes"/> bytes.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="zeroed">Whether they are to be zero.</param>
    /// <param name="largePages">For what is read from end to end; columns of a matrix would meet in few sets of the second-level cache.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public NativeBuffer(long bytes, bool zeroed = false, bool largePages = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = (bytes + 63) & ~63L;
        // Zeroed by the system where it can: fresh pages are zero, and those never touched cost nothing.
        (nuint align, room) = (64, (nuint)Math.Max(Bytes, 64) + 63);
        if (largePages && LargePages.Suit(Bytes))
        {
            (align, room) = (LargePages.Size, (nuint)Bytes + LargePages.Size);
            block = LargePages.Take(room);
            inLargePages = block != null;
        }
        if (block == null) block = zeroed ? NativeMemory.AllocZeroed(room) : NativeMemory.Alloc(room);
        address = (byte*)(((nuint)block + align - 1) & ~(align - 1));
        long now = Interlocked.Add(ref live, Bytes);
        if (now > Volatile.Read(ref peak)) Volatile.Write(ref peak, now);
    }

    /// <summary>Native bytes that live buffers hold in this process.</summary>
    public static long LiveBytes => Volatile.Read(ref live);

    /// <summary>The most native bytes that were ever held at once.</summary>
    public static long PeakBytes => Volatile.Read(ref peak);

    /// <summary>Size in bytes, a multiple of 64.</summary>
    public long Bytes { get; }

    /// <summary>First byte; null after disposal.</summary>
    public byte* Address => address;

    /// <summary>A contiguous matrix at <paramref name="offsetBytes"/>.</summary>
    public Tensor View(DType type, int rows, int cols, long offsetBytes = 0)
    {
        ObjectDisposedException.ThrowIf(address == null, this);
        if (offsetBytes < 0 || offsetBytes + (long)rows * cols * type.Size() > Bytes)
        {
            throw new ArgumentOutOfRangeException(nameof(offsetBytes), $"[{rows}, {cols}] {type} at {offsetBytes} does not fit {Bytes} bytes");
        }
        return new(type, rows, cols, cols, address + offsetBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees a block whose owner was lost.</summary>
    ~NativeBuffer() => Free();

    internal static void ZeroBytes(byte* target, long bytes)
    {
        const long step = 1 << 30;
        for (long done = 0; done < bytes; done += step) Unsafe.InitBlockUnaligned(target + done, 0, (uint)Math.Min(step, bytes - done));
    }

    private void Free()
    {
        if (address == null) return;
        if (inLargePages) LargePages.Give(block, room);
        else NativeMemory.Free(block);
        address = null;
        Interlocked.Add(ref live, -Bytes);
    }
}

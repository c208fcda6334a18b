using System.Runtime.InteropServices;

namespace Saenggak.Compute;

/// <summary>
/// Memory from the system in pages of 2 MiB where it has them to give: the processor remembers the addresses of a few thousand pages, and
/// weights and caches have more small ones. Linux only.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a large page.</summary>
    public const int Size = 2 << 20;

    private const long Least = 4L * Size;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int AdviseHugePages = 14;

    /// <summary>Whether a block of so many bytes is worth it: a page's rest is lost.</summary>
    public static bool Suit(long bytes) => bytes >= Least && OperatingSystem.IsLinux();

    /// <summary>Zeroed memory, or null where the system has none.</summary>
    public static void* Take(nuint bytes)
    {
        void* block = mmap(null, bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)block == -1) return null;
        // Advice only: without large pages the memory is as good as any.
        _ = madvise(block, bytes, AdviseHugePages);
        return block;
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    public static void Give(void* block, nuint bytes) => _ = munmap(block, bytes);

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>What the kernel is given; kernel.s reads the fields by their offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AmxArguments
{
    /// <summary>First row of A, at the first step.</summary>
    public byte* A;

    /// <summary>Bytes from a row of A to the next within a tile.</summary>
    public long ARow;

    /// <summary>Bytes of A from a step of 32 to the next.</summary>
    public long AStep;

    /// <summary>Bytes of A from sixteen rows to the next sixteen; with a table, bytes added to each of its addresses.</summary>
    public long AHalf;

    /// <summary>A panel of 32 columns, packed by <see cref="AmxPacking"/>; or a table of addresses.</summary>
    public byte* B;

    /// <summary>First row of the f32 result.</summary>
    public byte* C;

    /// <summary>Bytes from a row of C to the next.</summary>
    public long CRow;

    /// <summary>Whether to add to C.</summary>
    public long Accumulate;

    /// <summary>Blocks of 32 rows; with a table, addresses in it.</summary>
    public long Blocks;

    /// <summary>Steps of 32 along the depth.</summary>
    public long Steps;

    /// <summary>Whether sixteen rows more follow the blocks.</summary>
    public long Half;

    /// <summary>With a table: one as long, of what to bring to the caches meanwhile, as many bytes as are read of B: half of them from
    /// one place and half from another, because two streams come faster than one.</summary>
    public byte** Fetch;

    /// <summary>Bytes added to each of its addresses for the first place.</summary>
    public long FetchAdd;

    /// <summary>Without a table: rows of the result rounded to bf16, or null; C is a place to work in then.</summary>
    public byte* Rounded;

    /// <summary>Bytes from one of these rows to the next.</summary>
    public long RoundedRow;

    /// <summary>
    /// Without a table: the panel that is multiplied next, to be brought to the second-level cache meanwhile, or null. It comes in four
    /// streams, because the processor looks ahead in each page that is read.
    /// </summary>
    public byte* Wanted;

    /// <summary>With a table: bytes added for the second place of <see cref="Fetch"/>.</summary>
    public long FetchAside;
}

/// <summary>
/// bf16 products on AMX tiles (Intel's Advanced Matrix Extensions), which .NET has no intrinsics for: the code of kernel.s, in
/// memory of our own that may be executed. Linux on x86-64 only; elsewhere, and with SAENGGAK_NO_AMX=1, it is not available.
/// </summary>
internal static unsafe partial class AmxKernel
{
    private const int TileDataState = 18;
    private const nint ArchPrctl = 158;
    private const nint RequestState = 0x1023;
    private const int CodeBytes = 8192;
    private const int ReadWrite = 3;
    private const int ReadExecute = 5;
    private const int PrivateAnonymous = 0x22;

    private static readonly byte* Base = Load();
    private static readonly byte* Configurations = MakeConfigurations();

    /// <summary>Whether this machine has AMX for bf16 and this process may use it.</summary>
    public static bool IsAvailable => Base != null;

    /// <summary>Takes the calling thread's tiles; to be given back by <see cref="End"/> before anything else runs on the thread.</summary>
    /// <param name="rows">Rows of A that <see cref="Scores"/> and <see cref="Gather"/> work on; <see cref="Run"/> wants sixteen.</param>
    public static void Begin(int rows = AmxPacking.TileRows)
        => ((delegate* unmanaged[SuppressGCTransition]<byte*, void>)(Base + ConfigureEntry))(Configurations + (rows - 1) * 64);

    /// <summary>Gives the tiles back, so that a change of threads need not save them.</summary>
    public static void End() => ((delegate* unmanaged[SuppressGCTransition]<void>)(Base + ReleaseEntry))();

    /// <summary>Runs the product; microseconds, or it would hold up garbage collection.</summary>
    public static void Run(AmxArguments* arguments) => ((delegate* unmanaged[SuppressGCTransition]<AmxArguments*, void>)Base)(arguments);

    /// <summary>C [rows, 32·blocks] = A · B of each address, next to each other: <see cref="AmxArguments.Steps"/> steps each.</summary>
    public static void Scores(AmxArguments* arguments) => ((delegate* unmanaged[SuppressGCTransition]<AmxArguments*, void>)(Base + ScoresEntry))(arguments);

    /// <summary>C [rows, 32] = A [rows, 32·blocks] · B, a step of B at each address.</summary>
    public static void Gather(AmxArguments* arguments) => ((delegate* unmanaged[SuppressGCTransition]<AmxArguments*, void>)(Base + GatherEntry))(arguments);

    private static byte* Load()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        if (Environment.GetEnvironmentVariable("SAENGGAK_NO_AMX") == "1" || !Avx512BW.IsSupported || !HasTiles()) return null;
        byte* memory = mmap(null, CodeBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)memory == -1) return null;
        Code.CopyTo(new Span<byte>(memory, CodeBytes));
        return mprotect(memory, CodeBytes, ReadExecute) == 0 ? memory : null;
    }

    private static bool HasTiles()
    {
        const int bf16 = 1 << 22, tiles = 1 << 24, rounding = 1 << 5;
        var (_, _, _, features) = X86Base.CpuId(7, 0);
        var (more, _, _, _) = X86Base.CpuId(7, 1);
        // Linux keeps the tiles' 8 KiB of state from threads until a process asks for it.
        return (features & bf16) != 0 && (features & tiles) != 0 && (more & rounding) != 0 && syscall(ArchPrctl, RequestState, TileDataState) == 0;
    }

    private static byte* MakeConfigurations()
    {
        // Palette 1; tiles of 64 bytes a row, sixteen rows or, for sums and A of a few rows, as many as these are.
        byte* all = (byte*)NativeMemory.AlignedAlloc(AmxPacking.TileRows * 64, 64);
        new Span<byte>(all, AmxPacking.TileRows * 64).Clear();
        for (int rows = 1; rows <= AmxPacking.TileRows; rows++)
        {
            byte* at = all + (rows - 1) * 64;
            at[0] = 1;
            for (int tile = 0; tile < 8; tile++)
            {
                at[16 + 2 * tile] = 64;
                at[48 + tile] = (byte)(tile is 0 or 1 or 4 ? rows : AmxPacking.TileRows);
            }
        }
        return all;
    }

    [LibraryImport("libc")]
    private static partial byte* mmap(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(byte* address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint code, nint value);
}

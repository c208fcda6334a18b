using System.Runtime.Intrinsics;
using Saenggak.Compute.Cpu;

namespace Saenggak.Compute;

/// <summary>
/// What ops run on: here the CPU with its own worker threads and oneDNN's matrix products. Ops are called from one thread at a time.
/// </summary>
public sealed class Device : IDisposable
{
    private NativeBuffer? scratch;

    /// <summary>Starts the workers; 0 threads means one per core.</summary>
    public Device(int threads = 0)
    {
        Workers = new Workers(threads);
        Gemm = new Gemm(Workers);
    }

    /// <summary>The threads.</summary>
    public Workers Workers { get; }

    /// <summary>oneDNN's version, or null without it.</summary>
    public static string? OneDnnVersion => OneDnn.IsAvailable ? OneDnn.VersionText : null;

    /// <summary>The widest instruction set that oneDNN uses here, as it names it (<c>avx512_core_amx</c>); null without oneDNN.</summary>
    public static string? OneDnnInstructionSet => OneDnn.IsAvailable ? OneDnn.InstructionSet(OneDnn.Major, OneDnn.EffectiveIsa) : null;

    /// <summary>Why oneDNN is not used, and what to do; null when it is.</summary>
    public static string? OneDnnMissing => OneDnn.Missing;

    /// <summary>Whether bf16 products run on AMX tiles, by kernels of our own.</summary>
    public static bool HasTiles => Cpu.Amx.AmxKernel.IsAvailable;

    /// <summary>What multiplies matrices of this type.</summary>
    public static string Kernel(DType type) => type == DType.BF16 && HasTiles ? "own, on AMX tiles" : OneDnn.HasAvx512 ? "oneDNN" : "own, on vector units";

    /// <summary>Why products of this type are slower than they could be here, and what to do; null where they are not.</summary>
    public static string? SlowBecause(DType type) => (type == DType.BF16 && HasTiles) || !Vector512.IsHardwareAccelerated ? null : OneDnnMissing;

    /// <summary>Bytes of scratch memory that ops share: as many as the one that needed most. Products keep theirs besides.</summary>
    public long ScratchBytes => scratch?.Bytes ?? 0;

    internal Gemm Gemm { get; }

    /// <summary>Floats for the op at hand, shared by all its workers; undefined content, valid until the next op asks.</summary>
    internal unsafe float* Scratch(long floats)
    {
        if (scratch is null || scratch.Bytes < floats * sizeof(float))
        {
            scratch?.Dispose();
            scratch = new NativeBuffer(Math.Max(floats * sizeof(float), 1 << 20));
        }
        return (float*)scratch.Address;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scratch?.Dispose();
        Gemm.Dispose();
        Workers.Dispose();
    }
}

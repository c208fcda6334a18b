using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu;

/// <summary>How fast this machine reads memory at best: the limit of what computes little on much.</summary>
public static unsafe class MemoryPeak
{
    private const int Streams = 8;
    private const long Megabytes = 512;

    /// <summary>GB/s of the fastest of several passes over 512 MiB, eight streams a thread.</summary>
    public static double Measure(Device device, int repeats = 4)
    {
        using var buffer = new NativeBuffer(Megabytes << 20);
        // Written, or all pages would be the one page of zeros that the system keeps in the caches.
        new Span<byte>(buffer.Address, (int)buffer.Bytes).Fill(1);
        double best = double.PositiveInfinity;
        for (int i = 0; i <= repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            device.Workers.Run(new ReadJob { Data = buffer.Address, Bytes = buffer.Bytes });
            if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return buffer.Bytes / best / 1e9;
    }

    private struct ReadJob : IJob
    {
        public byte* Data;
        public long Bytes;

        public readonly void Run(int worker, int workers)
        {
            long share = Bytes / workers, stream = share / Streams / 128 * 128;
            byte* from = Data + worker * share;
            var any = Vector512<byte>.One;
            for (long at = 0; at < stream; at += 128)
            {
                for (int s = 0; s < Streams; s++) any |= Vector512.Load(from + s * stream + at) | Vector512.Load(from + s * stream + at + 64);
            }
            // Never so: the memory is all ones. Without a use the loop would be dropped.
            if (any != Vector512<byte>.One) throw new InvalidOperationException("memory is not what was written to it");
        }
    }
}

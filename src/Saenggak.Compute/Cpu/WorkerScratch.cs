namespace Saenggak.Compute.Cpu;

/// <summary>Memory that each worker has for itself during a job. Grows between jobs, never shrinks.</summary>
internal sealed unsafe class WorkerScratch(int workers) : IDisposable
{
    private readonly NativeBuffer?[] buffers = new NativeBuffer?[workers];

    /// <summary>The memory of a worker.</summary>
    public byte* this[int worker] => buffers[worker]!.Address;

    /// <summary>Sees to it that every worker has so many bytes; their content is undefined.</summary>
    public void Need(long bytes)
    {
        for (int w = 0; w < buffers.Length; w++)
        {
            if (buffers[w] is { } have && have.Bytes >= bytes) continue;
            buffers[w]?.Dispose();
            buffers[w] = new NativeBuffer(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers) buffer?.Dispose();
    }
}

namespace Saenggak.Compute.Cpu;

/// <summary>Memory for a job: for each worker its own, and some that all share. Grows between jobs, never shrinks.</summary>
internal sealed unsafe class WorkerScratch(int workers) : IDisposable
{
    private readonly NativeBuffer?[] buffers = new NativeBuffer?[workers + 1];

    /// <summary>The memory of a worker.</summary>
    public byte* this[int worker] => buffers[worker]!.Address;

    /// <summary>The memory of all.</summary>
    public byte* Shared => buffers[^1]!.Address;

    /// <summary>Sees to it that every worker has so many bytes; their content is undefined.</summary>
    public void Need(long bytes)
    {
        for (int w = 0; w < buffers.Length - 1; w++) Grow(w, bytes);
    }

    /// <summary>Sees to it that there are so many bytes for all together; their content is undefined.</summary>
    public void NeedShared(long bytes) => Grow(buffers.Length - 1, bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers) buffer?.Dispose();
    }

    private void Grow(int index, long bytes)
    {
        if (buffers[index] is { } have && have.Bytes >= bytes) return;
        buffers[index]?.Dispose();
        buffers[index] = new NativeBuffer(bytes);
    }
}

namespace Saenggak.Compute;

/// <summary>
/// Native memory handed out in order and taken back all at once: one arena holds what a step needs. Views are never freed
/// one by one; <see cref="Reset"/> starts over with the same memory, so a step allocates nothing once the first has run.
/// Not thread-safe: one thread builds a step, the workers only compute in it.
/// </summary>
public sealed class Arena : IDisposable
{
    private readonly List<NativeBuffer> blocks = [];
    private readonly long blockBytes;
    private int current;
    private long offset;
    private long usedBefore;

    /// <summary>Creates an empty arena that grows by at least <paramref name="blockBytes"/>.</summary>
    public Arena(long blockBytes = 16 << 20) => this.blockBytes = blockBytes;

    /// <summary>Bytes handed out since the last reset.</summary>
    public long UsedBytes => usedBefore + offset;

    /// <summary>Bytes held from the system.</summary>
    public long ReservedBytes => blocks.Sum(b => b.Bytes);

    /// <summary>A contiguous matrix, 64-byte aligned, with undefined content.</summary>
    public unsafe Tensor Allocate(DType type, int rows, int cols)
    {
        long bytes = ((long)rows * cols * type.Size() + 63) & ~63L;
        while (current < blocks.Count && offset + bytes > blocks[current].Bytes) NextBlock();
        if (current == blocks.Count) blocks.Add(new NativeBuffer(Math.Max(bytes, blockBytes)));
        var result = new Tensor(type, rows, cols, cols, blocks[current].Address + offset);
        offset += bytes;
        return result;
    }

    /// <summary>A contiguous matrix of zeros.</summary>
    public Tensor Zeros(DType type, int rows, int cols)
    {
        var result = Allocate(type, rows, cols);
        result.Clear();
        return result;
    }

    /// <summary>Remembers where the arena stands.</summary>
    public ArenaMark Mark() => new(current, offset, usedBefore);

    /// <summary>Takes back everything handed out since <paramref name="mark"/>.</summary>
    public void Release(ArenaMark mark) => (current, offset, usedBefore) = (mark.Block, mark.Offset, mark.UsedBefore);

    /// <summary>Takes back everything; blocks grown one by one are merged into one, so that later steps stay in one piece.</summary>
    public void Reset()
    {
        if (blocks.Count > 1)
        {
            long total = ReservedBytes;
            foreach (var block in blocks) block.Dispose();
            blocks.Clear();
            blocks.Add(new NativeBuffer(total));
        }
        (current, offset, usedBefore) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in blocks) block.Dispose();
        blocks.Clear();
        (current, offset, usedBefore) = (0, 0, 0);
    }

    private void NextBlock()
    {
        usedBefore += offset;
        offset = 0;
        current++;
    }
}

/// <summary>A place in an <see cref="Arena"/> to come back to.</summary>
public readonly record struct ArenaMark(int Block, long Offset, long UsedBefore);

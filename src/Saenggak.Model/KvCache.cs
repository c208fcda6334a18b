using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Model;

/// <summary>
/// Keys and values of past tokens, in blocks of <see cref="BlockTokens"/> tokens that sequences share where they have a
/// prefix in common. A slot is one sequence: a table of blocks and a length. Not thread-safe.
/// </summary>
/// <remarks>
/// Block layout: [layer][key, value][kv head], then keys as [head dim][token in block] and values as [token in block][head dim]
/// (<see cref="CachedSequence"/>).
/// </remarks>
public sealed class KvCache : IDisposable
{
    /// <summary>Tokens in one block.</summary>
    public const int BlockTokens = CachedSequence.BlockTokens;

    private readonly NativeBuffer storage;
    private readonly int[] references;
    private readonly Stack<int> freeBlocks = new();
    private readonly Stack<int> freeSlots = new();
    private readonly int[][] tables;
    private readonly int[] lengths;
    private readonly bool[] used;
    private readonly long planeElements;

    /// <summary>Takes memory for <paramref name="totalTokens"/> cached tokens (rounded up to blocks) in up to <paramref name="slots"/> sequences.</summary>
    public KvCache(ModelConfig config, int slots, long totalTokens, DType type)
    {
        Config = config;
        Type = type;
        Slots = slots;
        BlockCount = checked((int)((totalTokens + BlockTokens - 1) / BlockTokens));
        planeElements = (long)config.KvHeads * BlockTokens * config.HeadDim;
        storage = new NativeBuffer(BlockCount * BlockElements * type.Size(), largePages: true);
        references = new int[BlockCount];
        lengths = new int[slots];
        used = new bool[slots];
        tables = new int[slots][];
        int tableLength = Math.Min((config.MaxPositions + BlockTokens - 1) / BlockTokens, BlockCount);
        for (int s = slots - 1; s >= 0; s--)
        {
            tables[s] = GC.AllocateUninitializedArray<int>(tableLength, pinned: true);
            freeSlots.Push(s);
        }
        for (int b = BlockCount - 1; b >= 0; b--) freeBlocks.Push(b);
    }

    /// <summary>The model's shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>Element type of keys and values.</summary>
    public DType Type { get; }

    /// <summary>How many sequences fit at once.</summary>
    public int Slots { get; }

    /// <summary>Blocks in all.</summary>
    public int BlockCount { get; }

    /// <summary>Blocks no sequence holds.</summary>
    public int FreeBlocks => freeBlocks.Count;

    /// <summary>Slots no sequence holds.</summary>
    public int FreeSlots => freeSlots.Count;

    /// <summary>Elements of one block over all layers.</summary>
    public long BlockElements => 2 * planeElements * Config.Layers;

    /// <summary>Blocks that <paramref name="tokens"/> tokens take.</summary>
    public static int BlocksFor(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    /// <summary>Takes an empty slot.</summary>
    /// <exception cref="InvalidOperationException">All slots are taken.</exception>
    public int Rent()
    {
        if (!freeSlots.TryPop(out int slot)) throw new InvalidOperationException($"all {Slots} KV-cache slots are taken");
        used[slot] = true;
        lengths[slot] = 0;
        return slot;
    }

    /// <summary>A new sequence with the same past: full blocks are shared, the last partial one is copied.</summary>
    public unsafe int Fork(int slot)
    {
        int length = Length(slot), full = length / BlockTokens;
        bool partial = length % BlockTokens != 0;
        if (partial && freeBlocks.Count == 0) throw new InvalidOperationException("the KV cache has no free block for a fork");
        int fork = Rent();
        for (int b = 0; b < full; b++) references[tables[fork][b] = tables[slot][b]]++;
        if (partial)
        {
            int block = TakeBlock();
            long bytes = BlockElements * Type.Size();
            Buffer.MemoryCopy(storage.Address + tables[slot][full] * bytes, storage.Address + block * bytes, bytes, bytes);
            tables[fork][full] = block;
        }
        lengths[fork] = length;
        return fork;
    }

    /// <summary>Gives a slot back.</summary>
    public void Return(int slot)
    {
        int blocks = BlocksFor(Length(slot));
        for (int b = 0; b < blocks; b++) Release(tables[slot][b]);
        used[slot] = false;
        freeSlots.Push(slot);
    }

    /// <summary>Tokens a slot holds.</summary>
    public int Length(int slot) => used[slot] ? lengths[slot] : throw new InvalidOperationException($"KV-cache slot {slot} is not in use");

    /// <summary>Makes room for <paramref name="count"/> more tokens and counts them in; the model then writes their keys and values.</summary>
    /// <returns>False, with nothing changed, when the blocks do not suffice.</returns>
    public bool TryExtend(int slot, int count)
    {
        int length = Length(slot), have = BlocksFor(length), need = BlocksFor(length + count);
        if (need > tables[slot].Length)
        {
            throw new InvalidOperationException($"{length + count} tokens exceed the {tables[slot].Length * BlockTokens} that one sequence may hold");
        }
        if (need - have > freeBlocks.Count) return false;
        for (int b = have; b < need; b++) tables[slot][b] = TakeBlock();
        lengths[slot] = length + count;
        return true;
    }

    /// <summary>Block numbers of a slot, in order.</summary>
    public ReadOnlySpan<int> Blocks(int slot) => tables[slot].AsSpan(0, BlocksFor(Length(slot)));

    /// <summary>Address of a slot's block numbers; they stay where they are.</summary>
    internal unsafe int* Table(int slot) => (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref tables[slot][0]);

    /// <summary>One layer's keys and values.</summary>
    public unsafe CacheLayer Layer(int layer)
    {
        int size = Type.Size();
        return new(storage.Address, BlockElements * size, 2 * layer * planeElements * size, (2 * layer + 1) * planeElements * size, Type);
    }

    /// <inheritdoc/>
    public void Dispose() => storage.Dispose();

    private int TakeBlock()
    {
        int block = freeBlocks.Pop();
        references[block] = 1;
        return block;
    }

    private void Release(int block)
    {
        if (--references[block] == 0) freeBlocks.Push(block);
    }
}

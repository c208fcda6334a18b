using System.Buffers;
using System.Numerics;

namespace Saenggak.Grading;

/// <summary>
/// Remembers every window of <c>width</c> letters that passed (a rolling hash in a pooled table) and says when one comes again.
/// Spaces and marks are not pushed, so that neither hides a repetition. Constant time a letter.
/// </summary>
internal ref struct Windows
{
    public const int MaxWidth = 16;
    private const uint Base = 0x01000193;
    private readonly int width;
    private readonly uint leaving;
    private uint[] table;
    private readonly int mask;
    private Ring ring;
    private uint hash;
    private int count;

    /// <param name="width">Letters of a window, at most <see cref="MaxWidth"/>.</param>
    /// <param name="letters">The most letters that will be pushed.</param>
    public Windows(int width, int letters)
    {
        this.width = width;
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, 2 * letters));
        table = ArrayPool<uint>.Shared.Rent(size);
        table.AsSpan(0, size).Clear();
        mask = size - 1;
        leaving = 1;
        for (int i = 0; i < width; i++) leaving *= Base;
    }

    /// <summary>Takes one letter; true when the window that ends with it passed before. Then it is remembered.</summary>
    public bool PushAndAdd(char letter) => Push(letter) && !Find(Mix(hash), add: true);

    /// <summary>Takes one letter; true when the window that ends with it is among those of <paramref name="others"/>.</summary>
    public bool PushAndLook(char letter, ref Windows others) => Push(letter) && others.Find(Mix(hash), add: false);

    public void Dispose()
    {
        if (table.Length > 0) ArrayPool<uint>.Shared.Return(table);
        table = [];
    }

    private bool Push(char letter)
    {
        int slot = count % width;
        uint old = count < width ? 0u : ring[slot];
        ring[slot] = letter;
        hash = hash * Base + letter - old * leaving;
        return ++count >= width;
    }

    // Adding: true when it was new. Looking: true when it is there. The table is at most half full, so the walk is short.
    private readonly bool Find(uint key, bool add)
    {
        for (int at = (int)(key >> 3) & mask; ; at = (at + 1) & mask)
        {
            uint held = table[at];
            if (held == key) return !add;
            if (held != 0) continue;
            if (add) table[at] = key;
            return add;
        }
    }

    private static uint Mix(uint value)
    {
        value ^= value >> 15;
        value *= 0x2C1B3C6D;
        value ^= value >> 12;
        return value == 0 ? 1 : value;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxWidth)]
    private struct Ring
    {
        private uint first;
    }
}

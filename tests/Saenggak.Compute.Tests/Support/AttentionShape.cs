namespace Saenggak.Compute.Tests.Support;

/// <summary>A batch of packed sequences and the heads that attend in them.</summary>
public sealed record AttentionShape(int[] Lengths, int Heads, int KvHeads, int Dim, int? Window = null)
{
    /// <summary>Offsets of the sequences, n + 1 of them.</summary>
    public int[] CuSeqlens => Offsets(Lengths);

    public int Tokens => Lengths.Sum();

    public int QueryWidth => Heads * Dim;

    public int KeyWidth => KvHeads * Dim;

    public static int[] Offsets(int[] lengths)
    {
        var offsets = new int[lengths.Length + 1];
        for (int i = 0; i < lengths.Length; i++) offsets[i + 1] = offsets[i] + lengths[i];
        return offsets;
    }

    public override string ToString() => $"{string.Join('+', Lengths)} tokens, {Heads}/{KvHeads} heads of {Dim}, {(Window is { } w ? $"window {w}" : "no window")}";
}

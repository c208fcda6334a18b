namespace Saenggak.Text.Chat;

/// <summary>A stretch of a string, in UTF-16 code units.</summary>
/// <param name="Start">Index of the first one.</param>
/// <param name="Length">How many there are.</param>
public readonly record struct CharSpan(int Start, int Length)
{
    /// <summary>Index just behind the last one.</summary>
    public int End => Start + Length;

    /// <summary>The stretch of <paramref name="text"/>.</summary>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, Length);
}

/// <summary>A conversation as text, and which stretches of it the assistant says.</summary>
/// <param name="Text">The whole conversation.</param>
/// <param name="AssistantSpans">What the assistant says with its end-of-turn token, in order, none overlapping.</param>
public sealed record RenderedChat(string Text, IReadOnlyList<CharSpan> AssistantSpans);

namespace Saenggak.Text.Chat;

/// <summary>Appends the token ids of <paramref name="text"/> to <paramref name="ids"/>; special tokens in the text become one id each.</summary>
public delegate void EncodeSegment(ReadOnlySpan<char> text, List<int> ids);

/// <summary>Token ids with, for each, whether the assistant says it.</summary>
/// <param name="Ids">The token ids.</param>
/// <param name="Mask">As long as <paramref name="Ids"/>; true where the loss counts.</param>
public sealed record MaskedTokens(int[] Ids, bool[] Mask);

/// <summary>
/// Turns a rendered conversation to tokens and a mask. The text is cut at the spans' borders and each piece is encoded by itself, so a
/// border is always a border between tokens: the prompt is tokenized exactly as it is at inference, where it ends at the border too, and
/// no token is half the assistant's.
/// </summary>
public static class MaskedEncoder
{
    /// <summary>Encodes <paramref name="chat"/>.</summary>
    /// <exception cref="ArgumentException">Spans overlap, are out of order or reach beyond the text.</exception>
    public static MaskedTokens Encode(RenderedChat chat, EncodeSegment encode)
    {
        var ids = new List<int>(chat.Text.Length / 2 + 1);
        var mask = new List<bool>(ids.Capacity);
        int done = 0;
        foreach (CharSpan span in chat.AssistantSpans)
        {
            if (span.Start < done || span.Length < 0 || span.End > chat.Text.Length)
            {
                throw new ArgumentException($"got the span {span.Start}..{span.End} after character {done} of a text of {chat.Text.Length}, expected spans in order, apart and inside it.", nameof(chat));
            }
            Add(chat.Text.AsSpan(done, span.Start - done), false);
            Add(span.Of(chat.Text), true);
            done = span.End;
        }
        Add(chat.Text.AsSpan(done), false);
        return new MaskedTokens([.. ids], [.. mask]);

        void Add(ReadOnlySpan<char> text, bool assistant)
        {
            if (text.IsEmpty) return;
            encode(text, ids);
            while (mask.Count < ids.Count) mask.Add(assistant);
        }
    }
}

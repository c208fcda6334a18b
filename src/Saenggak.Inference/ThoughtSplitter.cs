using System.Text;

namespace Saenggak.Inference;

/// <summary>
/// Splits text that comes in pieces into thought and answer at the first <c>&lt;think&gt;</c>, which only white space may
/// precede, and the first <c>&lt;/think&gt;</c> after it. Line ends beside the tags are dropped.
/// </summary>
internal sealed class ThoughtSplitter(bool startsInThought, Action<TextDelta>? onText)
{
    private const string Open = "<think>";
    private const string Close = "</think>";
    private readonly StringBuilder thought = new();
    private readonly StringBuilder answer = new();
    private Place place = startsInThought ? Place.BeforeThought : Place.Start;
    private string held = string.Empty;

    private enum Place
    {
        /// <summary>Nothing but white space, or the start of a tag, has come.</summary>
        Start,

        /// <summary>Inside the block, before its first text.</summary>
        BeforeThought,

        Thought,

        /// <summary>After the block, before the answer's first text.</summary>
        BeforeAnswer,

        Answer,
    }

    /// <summary>The thought so far; null where none was opened.</summary>
    public string? Thought => HasThought ? thought.ToString() : null;

    /// <summary>The answer so far; null while the thought is open.</summary>
    public string? Answer => place is Place.BeforeThought or Place.Thought ? null : answer.ToString();

    private bool HasThought { get; set; } = startsInThought;

    /// <summary>Whether a prompt ends with an opening tag.</summary>
    public static bool EndsInOpenThought(ReadOnlySpan<char> prompt) => prompt.TrimEnd().EndsWith(Open, StringComparison.Ordinal);

    /// <summary>Whether a token's bytes are one of the tags.</summary>
    public static bool IsTag(ReadOnlySpan<byte> token) => token.SequenceEqual("<think>"u8) || token.SequenceEqual("</think>"u8);

    /// <summary>Takes a piece.</summary>
    public void Append(string piece)
    {
        if (piece.Length == 0) return;
        held += piece;
        while (Advance()) { }
    }

    /// <summary>The end: what was held back turned out to be text.</summary>
    public void Flush()
    {
        if (place == Place.Thought || (place == Place.BeforeThought && held.Length > 0)) Emit(held.TrimEnd('\n'), isThought: true);
        else Emit(held, isThought: false);
        held = string.Empty;
    }

    /// <summary>Handles held text from one place; true when the next place may handle more.</summary>
    private bool Advance() => place switch
    {
        Place.Start => LeaveStart(),
        Place.BeforeThought => LeaveBeforeThought(),
        Place.Thought => AdvanceThought(),
        Place.BeforeAnswer => LeaveBeforeAnswer(),
        _ => EmitAnswer(),
    };

    private bool LeaveStart()
    {
        string text = held.TrimStart();
        if (Open.StartsWith(text, StringComparison.Ordinal) && text.Length < Open.Length) return false;
        bool opens = text.StartsWith(Open, StringComparison.Ordinal);
        HasThought = opens;
        if (opens) held = text[Open.Length..];
        place = opens ? Place.BeforeThought : Place.Answer;
        return true;
    }

    private bool LeaveBeforeThought()
    {
        held = held.TrimStart('\n');
        // A model may repeat the tag that its template wrote.
        if (held.StartsWith(Open, StringComparison.Ordinal))
        {
            held = held[Open.Length..];
            return true;
        }
        if (Open.StartsWith(held, StringComparison.Ordinal)) return false;
        place = Place.Thought;
        return true;
    }

    private bool AdvanceThought()
    {
        int close = held.IndexOf(Close, StringComparison.Ordinal);
        if (close >= 0)
        {
            Emit(held[..close].TrimEnd('\n'), isThought: true);
            held = held[(close + Close.Length)..];
            place = Place.BeforeAnswer;
            return true;
        }
        int certain = held.Length - TextOverlap.EndWithStart(held, Close);
        while (certain > 0 && held[certain - 1] == '\n') certain--;
        Emit(held[..certain], isThought: true);
        held = held[certain..];
        return false;
    }

    private bool LeaveBeforeAnswer()
    {
        held = held.TrimStart('\n');
        if (held.Length == 0) return false;
        place = Place.Answer;
        return true;
    }

    private bool EmitAnswer()
    {
        Emit(held, isThought: false);
        held = string.Empty;
        return false;
    }

    private void Emit(string text, bool isThought)
    {
        if (text.Length == 0) return;
        (isThought ? thought : answer).Append(text);
        onText?.Invoke(new(text, isThought));
    }
}

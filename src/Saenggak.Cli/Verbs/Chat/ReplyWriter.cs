using System.Text;
using Saenggak.Inference;

namespace Saenggak.Cli.Verbs.Chat;

/// <summary>Writes a reply as it comes: the thought dimmed on a terminal, then a blank line, then the answer.</summary>
internal sealed class ReplyWriter(TextWriter output, bool isTerminal)
{
    private const string Dim = "\u001b[2m", Plain = "\u001b[0m";

    private bool inThought;

    /// <summary>Whether the reply ends with a line's end.</summary>
    private bool atLineStart = true;

    /// <summary>Writes a piece.</summary>
    public void Write(TextDelta piece)
    {
        if (piece.IsThought != inThought) Turn(piece.IsThought);
        string text = Clean(piece.Text);
        output.Write(text);
        if (text.Length > 0) atLineStart = text[^1] == '\n';
        output.Flush();
    }

    /// <summary>Ends the reply, wherever it stands.</summary>
    public void End()
    {
        if (inThought && isTerminal) output.Write(Plain);
        inThought = false;
        if (!atLineStart) output.WriteLine();
        atLineStart = true;
        output.Flush();
    }

    private void Turn(bool toThought)
    {
        if (isTerminal) output.Write(toThought ? Dim : Plain);
        if (!toThought) output.Write(atLineStart ? "\n" : "\n\n");
        (inThought, atLineStart) = (toThought, true);
    }

    // What a model writes must not steer the terminal.
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsControl(c) || c is '\n' or '\t') clean.Append(c);
        }
        return clean.ToString();
    }
}

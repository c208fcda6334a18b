using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Distillation.Traces;
using Saenggak.Text.Chat;

namespace Saenggak.Cli.Quickstart;

/// <summary>A conversation to learn from, and the row it stands in.</summary>
internal readonly record struct Conversation(JsonObject Row, IReadOnlyList<ChatMessage> Messages);

/// <summary>
/// Reads conversations as the trace stage leaves them: rows with <c>messages</c>, and raw answers that need no filter. What was done to a
/// row stays there; a training row has the id to find it by.
/// </summary>
internal static class Conversations
{
    private static readonly JsonLinesOptions MayBeEmpty = new() { AllowEmpty = true };

    private static readonly string[] Story = [RowLineage.PromptHash, RowLineage.Sampling, RowLineage.Verdicts, "lineage"];

    /// <summary>Streams a file.</summary>
    public static IEnumerable<Conversation> Read(string path)
    {
        foreach (JsonLine line in JsonLines.Read(path, MayBeEmpty))
        {
            JsonLine row = line.Row.ContainsKey("messages") ? line : line with { Row = TraceSelection.ToConversation(TraceRow.From(line)) };
            foreach (string column in Story) row.Row.Remove(column);
            yield return new Conversation(row.Row, Row.ParseChat(row).Messages);
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>What a row of any form says, to be read by people and measured.</summary>
public static class RowText
{
    private static readonly string[] Plain = ["text", "content", "document"];
    private static readonly (string Column, string Role)[] Parts =
    [
        ("prompt", "user"), ("question", "user"), ("problem", "user"), ("instruction", "user"), ("input", "user"), ("answer", "gold"), ("response", "assistant"),
        ("completion", "assistant"), ("output", "assistant"), ("chosen", "chosen"), ("rejected", "rejected"),
    ];

    /// <summary>The parts of a row in order, each with who says it: user, assistant, system, gold, chosen, rejected, or «text» for a document.</summary>
    public static IReadOnlyList<(string Role, string Text)> Of(JsonObject row)
    {
        var parts = new List<(string, string)>();
        if ((row["messages"] ?? row["conversations"]) is JsonArray turns)
        {
            AddTurns(turns, "", parts);
            return parts;
        }
        foreach (string name in Plain)
        {
            if (Columns.Text(row, name) is not { } text) continue;
            parts.Add(("text", text));
            return parts;
        }
        foreach ((string column, string role) in Parts)
        {
            if (row[column] is JsonArray list) AddTurns(list, role is "chosen" or "rejected" ? role : "", parts);
            else if (Columns.Text(row, column) is { } text) parts.Add((role, text));
        }
        return parts;
    }

    /// <summary>All of it as one text.</summary>
    public static string Joined(JsonObject row) => string.Join("\n\n", Of(row).Select(part => part.Text));

    /// <summary>The beginning of a text, cut between characters, line ends kept.</summary>
    public static string Beginning(string text, int most)
    {
        if (text.Length <= most) return text;
        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return new StringBuilder(text, 0, end, end + 2).Append(" …").ToString();
    }

    private static void AddTurns(JsonArray turns, string role, List<(string, string)> parts)
    {
        foreach (JsonObject turn in turns.OfType<JsonObject>())
        {
            string who = Columns.Text(turn, "role") ?? Columns.Text(turn, "from") ?? "";
            string said = Columns.Text(turn, "content") ?? Columns.Text(turn, "value") ?? "";
            if (Columns.Text(turn, "reasoning_content") is { } thought) said = $"<think>\n{thought}\n</think>\n\n{said}";
            parts.Add((role.Length > 0 && who is "assistant" or "" ? role : who switch { "human" => "user", "gpt" => "assistant", _ => who }, said));
        }
    }
}

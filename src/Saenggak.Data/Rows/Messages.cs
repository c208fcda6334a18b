using System.Text.Json.Nodes;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Data;

/// <summary>Turns of a conversation from and to the JSON that chat datasets hold. Text is composed (NFC) at this door.</summary>
public static class Messages
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool", "developer"];
    private static readonly string[] Known = ["role", "content", "reasoning_content", "name", "tool_calls", "tool_call_id"];

    /// <summary>Parses a list of messages.</summary>
    /// <param name="node">The column.</param>
    /// <param name="column">Its name, for errors.</param>
    /// <param name="where">File and line, for errors.</param>
    /// <exception cref="InputException">No list, an empty one, or a turn without role or content.</exception>
    public static IReadOnlyList<ChatMessage> Parse(JsonNode? node, string column, string where)
    {
        if (node is not JsonArray list) throw new InputException($"{where}: \"{column}\" is {JsonLines.Describe(node)}; expected a list of turns.");
        if (list.Count == 0) throw new InputException($"{where}: \"{column}\" is empty; expected at least one turn.");
        var messages = new ChatMessage[list.Count];
        for (int i = 0; i < messages.Length; i++) messages[i] = ParseTurn(list[i], $"{where}: \"{column}\"[{i}]");
        return messages;
    }

    /// <summary>Writes a turn; what is not set is left out.</summary>
    public static JsonObject ToJson(ChatMessage message)
    {
        var turn = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
        if (message.ReasoningContent is not null) turn["reasoning_content"] = message.ReasoningContent;
        if (message.Name is not null) turn["name"] = message.Name;
        if (message.ToolCalls is not null) turn["tool_calls"] = message.ToolCalls.DeepClone();
        if (message.ToolCallId is not null) turn["tool_call_id"] = message.ToolCallId;
        foreach ((string name, JsonNode? value) in message.Extra ?? []) turn[name] = value?.DeepClone();
        return turn;
    }

    /// <summary>Writes a conversation as a <c>messages</c> row.</summary>
    public static JsonObject ToRow(IEnumerable<ChatMessage> messages) =>
        new() { ["messages"] = new JsonArray([.. messages.Select(ToJson)]) };

    private static ChatMessage ParseTurn(JsonNode? node, string where)
    {
        if (node is not JsonObject turn) throw new InputException($"{where} is {JsonLines.Describe(node)}; expected an object with role and content.");
        string role = Columns.Text(turn, "role") ?? throw new InputException($"{where} has no \"role\"; expected one of {string.Join(", ", Roles)}.");
        if (!Roles.Contains(role)) throw new InputException($"{where} has the role \"{role}\"; expected one of {string.Join(", ", Roles)}.");
        string? content = Composed(Columns.Text(turn, "content"));
        bool parts = turn["content"] is JsonArray;
        if (content is null && !parts && turn["tool_calls"] is null)
        {
            throw new InputException($"{where} has no \"content\"; expected text.");
        }
        return new ChatMessage
        {
            Role = role,
            Content = content,
            ReasoningContent = Composed(Columns.Text(turn, "reasoning_content")),
            Name = Columns.Text(turn, "name"),
            ToolCalls = turn["tool_calls"]?.DeepClone(),
            ToolCallId = Columns.Text(turn, "tool_call_id"),
            Extra = Extra(turn, parts),
        };
    }

    private static JsonObject? Extra(JsonObject turn, bool parts)
    {
        JsonObject? extra = null;
        foreach ((string name, JsonNode? value) in turn)
        {
            if (Known.Contains(name) && !(parts && name == "content")) continue;
            extra ??= [];
            extra[name] = value?.DeepClone();
        }
        return extra;
    }

    private static string? Composed(string? text) => text is null ? null : TextKey.Nfc(text);
}

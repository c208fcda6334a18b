using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text.Chat.Jinja;

namespace Saenggak.Text.Chat;

/// <summary>One turn of a conversation, as a row's <c>messages</c> hold it. What is not set is absent for the template.</summary>
public sealed record ChatMessage
{
    /// <summary>system, user, assistant or tool.</summary>
    public required string Role { get; init; }

    /// <summary>The text; null where an assistant only calls tools.</summary>
    public required string? Content { get; init; }

    /// <summary>The thought that came before the content, without its <c>&lt;think&gt;</c> tags.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>Name of the speaker, or of the tool that answers.</summary>
    public string? Name { get; init; }

    /// <summary>Calls the assistant makes: an array of objects with <c>function: {name, arguments}</c>.</summary>
    public JsonNode? ToolCalls { get; init; }

    /// <summary>Which call a tool's answer belongs to.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Further columns, and the place for what the properties cannot hold, such as content in parts; they win over the properties.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>A system turn.</summary>
    public static ChatMessage System(string content) => new() { Role = "system", Content = content };

    /// <summary>A user's turn.</summary>
    public static ChatMessage User(string content) => new() { Role = "user", Content = content };

    /// <summary>An assistant's turn.</summary>
    public static ChatMessage Assistant(string content, string? reasoning = null) =>
        new() { Role = "assistant", Content = content, ReasoningContent = reasoning };

    /// <summary>
    /// Reads a message of a row or a request: <c>{"role": …, "content": …}</c>. Content that is no string, and keys not known here, go to
    /// <see cref="Extra"/> and so reach the template as they are.
    /// </summary>
    /// <param name="node">The message.</param>
    /// <param name="where">What an error names, such as <c>train.jsonl:12: messages[0]</c>.</param>
    /// <exception cref="InputException">It is no object, or has no role.</exception>
    public static ChatMessage FromJson(JsonNode? node, string where)
    {
        if (node is not JsonObject map || Text(map, "role") is not { Length: > 0 } role)
        {
            throw new InputException($"{where} has no \"role\"; expected an object such as {{\"role\": \"user\", \"content\": \"…\"}}.");
        }
        JsonObject? extra = null;
        foreach (var (key, value) in map)
        {
            bool isText = value is null || value.GetValueKind() == JsonValueKind.String;
            if (key is "role" or "tool_calls" || key is "content" or "reasoning_content" or "name" or "tool_call_id" && isText) continue;
            (extra ??= [])[key] = value?.DeepClone();
        }
        return new ChatMessage
        {
            Role = role,
            Content = Text(map, "content"),
            ReasoningContent = Text(map, "reasoning_content"),
            Name = Text(map, "name"),
            ToolCalls = map["tool_calls"]?.DeepClone(),
            ToolCallId = Text(map, "tool_call_id"),
            Extra = extra,
        };
    }

    private static string? Text(JsonObject map, string key) =>
        map[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    internal JinjaDict ToValue()
    {
        var value = new JinjaDict { ["role"] = Role, ["content"] = Content };
        if (ReasoningContent is not null) value["reasoning_content"] = ReasoningContent;
        if (Name is not null) value["name"] = Name;
        if (ToolCalls is not null) value["tool_calls"] = JsonValues.From(ToolCalls);
        if (ToolCallId is not null) value["tool_call_id"] = ToolCallId;
        if (Extra is not null)
        {
            foreach (var (key, node) in Extra) value[key] = JsonValues.From(node);
        }
        return value;
    }
}

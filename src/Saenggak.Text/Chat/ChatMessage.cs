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

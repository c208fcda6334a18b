using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Data;

/// <summary>ShareGPT's rows: <c>conversations</c> of <c>{from, value}</c>, now and then with a <c>system</c> column.</summary>
internal static class ShareGpt
{
    private static readonly FrozenDictionary<string, string> Roles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["human"] = "user", ["user"] = "user", ["gpt"] = "assistant", ["chatgpt"] = "assistant", ["assistant"] = "assistant",
        ["system"] = "system", ["tool"] = "tool", ["observation"] = "tool",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<ChatMessage> Parse(JsonObject row, string where)
    {
        if (row["conversations"] is not JsonArray list)
        {
            throw new InputException($"{where}: \"conversations\" is {JsonLines.Describe(row["conversations"])}; expected a list of turns.");
        }
        if (list.Count == 0) throw new InputException($"{where}: \"conversations\" is empty; expected at least one turn.");
        // Newer sets keep the old column name and write role and content.
        if (list[0] is JsonObject first && first.ContainsKey("role")) return Messages.Parse(list, "conversations", where);
        var messages = new List<ChatMessage>(list.Count + 1);
        if (Columns.Text(row, "system") is { Length: > 0 } system) messages.Add(ChatMessage.System(TextKey.Nfc(system)));
        for (int i = 0; i < list.Count; i++) messages.Add(ParseTurn(list[i], $"{where}: \"conversations\"[{i}]"));
        return messages;
    }

    private static ChatMessage ParseTurn(JsonNode? node, string where)
    {
        if (node is not JsonObject turn) throw new InputException($"{where} is {JsonLines.Describe(node)}; expected an object with from and value.");
        string? from = Columns.Text(turn, "from");
        if (from is null || !Roles.TryGetValue(from, out string? role))
        {
            throw new InputException($"{where} has \"from\" {(from is null ? "missing" : $"\"{from}\"")}; expected one of {string.Join(", ", Roles.Keys.Order(StringComparer.Ordinal))}.");
        }
        string value = Columns.Text(turn, "value") ?? throw new InputException($"{where} has no \"value\"; expected text.");
        return new ChatMessage { Role = role, Content = TextKey.Nfc(value) };
    }
}

using System.Text.Json.Nodes;
using Saenggak.Text.Chat.Jinja;

namespace Saenggak.Text.Chat;

/// <summary>
/// What a template is rendered with. As with transformers' apply_chat_template, <c>messages</c>, <c>tools</c>, <c>documents</c> and
/// <c>add_generation_prompt</c> are always defined (none where not set); everything else only where set.
/// </summary>
public sealed record ChatTemplateInput
{
    /// <summary>The conversation.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Whether to end with the opening of an assistant's turn, for the model to go on from.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The variable <c>enable_thinking</c> of templates that follow Qwen3; null leaves it undefined.</summary>
    public bool? EnableThinking { get; init; }

    /// <summary>Functions the model may call, as JSON schemas.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Documents to answer from.</summary>
    public JsonArray? Documents { get; init; }

    /// <summary>The variable <c>bos_token</c>; null leaves it undefined.</summary>
    public string? BosToken { get; init; }

    /// <summary>The variable <c>eos_token</c>; null leaves it undefined.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables (<c>chat_template_kwargs</c> of a request); they win over the properties.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Variables { get; init; }

    /// <summary>What <c>strftime_now</c> takes for now; null means the clock. Set it where prompts must not change from day to day.</summary>
    public DateTime? Now { get; init; }

    internal Scope ToScope()
    {
        var scope = new Scope(null);
        scope.Set("messages", Messages.Select(object? (message) => message.ToValue()).ToList());
        scope.Set("tools", JsonValues.From(Tools));
        scope.Set("documents", JsonValues.From(Documents));
        scope.Set("add_generation_prompt", AddGenerationPrompt);
        if (EnableThinking is { } thinking) scope.Set("enable_thinking", thinking);
        if (BosToken is not null) scope.Set("bos_token", BosToken);
        if (EosToken is not null) scope.Set("eos_token", EosToken);
        foreach (var (name, value) in Variables ?? new Dictionary<string, JsonNode?>()) scope.Set(name, JsonValues.From(value));
        return scope;
    }
}

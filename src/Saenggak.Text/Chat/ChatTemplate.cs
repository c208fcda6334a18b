using System.Text.Json.Nodes;
using Saenggak.Text.Chat.Jinja;

namespace Saenggak.Text.Chat;

/// <summary>Which of the assistant's turns a mask covers.</summary>
public enum AssistantTurns
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>Only the last one, which must end the conversation.</summary>
    Last,
}

/// <summary>
/// A checkpoint's chat template: the Jinja that transformers renders (trim_blocks, lstrip_blocks, loop controls, generation blocks, and the
/// tojson of its own), byte for byte. Parsed once, rendered from any number of threads.
/// </summary>
public sealed class ChatTemplate
{
    /// <summary>The steps (a node evaluated, or 16 characters handled) one rendering may take before it counts as hanging.</summary>
    public const long DefaultMaxSteps = 10_000_000;

    private readonly Statement[] _body;
    private readonly long _maxSteps;

    private ChatTemplate(string source, Statement[] body, bool hasGenerationBlocks, long maxSteps)
    {
        _maxSteps = maxSteps;
        Source = source;
        _body = body;
        HasGenerationBlocks = hasGenerationBlocks;
    }

    /// <summary>The template as given.</summary>
    public string Source { get; }

    /// <summary>Whether the template marks the assistant's text with <c>{% generation %}</c>.</summary>
    public bool HasGenerationBlocks { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="jinja">The template's source.</param>
    /// <param name="maxSteps">See <see cref="DefaultMaxSteps"/>.</param>
    /// <exception cref="InputException">The template is not valid or uses something not supported; the message names the line.</exception>
    public static ChatTemplate Parse(string jinja, long maxSteps = DefaultMaxSteps)
    {
        var (body, hasGeneration) = Parser.Parse(jinja);
        return new ChatTemplate(jinja, body, hasGeneration, maxSteps);
    }

    /// <summary>Renders a conversation.</summary>
    /// <exception cref="InputException">The template refuses the conversation (raise_exception) or fails; the message names the line.</exception>
    public string Render(ChatTemplateInput input) => Interpreter.Render(_body, input.ToScope(), input.Now ?? DateTime.Now, _maxSteps);

    /// <summary>Renders with nothing but <paramref name="variables"/> defined, for conversations that are JSON already.</summary>
    /// <exception cref="InputException">The template refuses the conversation (raise_exception) or fails; the message names the line.</exception>
    public string Render(IReadOnlyDictionary<string, JsonNode?> variables, DateTime? now = null)
    {
        var scope = new Scope(null);
        foreach (var (name, value) in variables) scope.Set(name, JsonValues.From(value));
        return Interpreter.Render(_body, scope, now ?? DateTime.Now, _maxSteps);
    }

    /// <summary>
    /// Renders a conversation, without a generation prompt at its end, and says which characters are the assistant's: those inside <c>{% generation %}</c> blocks
    /// (return_assistant_tokens_mask of transformers), or, where the template has none, those <see cref="AssistantSpanFinder"/> finds.
    /// </summary>
    /// <exception cref="InputException">Rendering fails, or the spans cannot be found; the message says what to do.</exception>
    public RenderedChat RenderWithMask(ChatTemplateInput input, AssistantTurns turns = AssistantTurns.All)
    {
        if (!HasGenerationBlocks) return AssistantSpanFinder.Find(this, input, turns);
        ChatTemplateInput whole = input with { AddGenerationPrompt = false, Now = input.Now ?? DateTime.Now };
        RenderedChat chat = RenderGenerations(whole);
        if (turns == AssistantTurns.All) return chat;
        AssistantSpanFinder.RequireAssistantAtEnd(input.Messages);
        if (chat.AssistantSpans.Count <= 1) return chat;
        // A turn may hold several blocks; those the conversation has more than without its last turn are the last turn's.
        int before = RenderGenerations(whole with { Messages = AssistantSpanFinder.Head(input.Messages, input.Messages.Count - 1) }).AssistantSpans.Count;
        return chat with { AssistantSpans = [.. chat.AssistantSpans.Skip(before)] };
    }

    private RenderedChat RenderGenerations(ChatTemplateInput input)
    {
        var spans = new List<CharSpan>();
        return new RenderedChat(Interpreter.Render(_body, input.ToScope(), input.Now ?? DateTime.Now, _maxSteps, spans), spans);
    }
}

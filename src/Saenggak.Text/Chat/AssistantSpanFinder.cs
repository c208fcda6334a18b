namespace Saenggak.Text.Chat;

/// <summary>
/// Finds what the assistant says where the template does not mark it, by rendering prefixes of the conversation. A turn's span is what
/// <c>messages[..i+1]</c> has more than <c>messages[..i]</c> with the generation prompt, so it begins where the model would go on writing
/// and holds the end-of-turn token with whatever the template writes after it.
/// </summary>
public static class AssistantSpanFinder
{
    /// <summary>Renders the conversation (without a generation prompt at its end) and finds the assistant's spans.</summary>
    /// <remarks>
    /// This needs each prefix to be rendered as it stands in the whole. Templates that strip the thoughts of older turns, as Qwen3's does,
    /// break that for all turns but the last; then <see cref="AssistantTurns.Last"/> is safe and <see cref="AssistantTurns.All"/> throws.
    /// </remarks>
    /// <exception cref="InputException">The prefixes do not fit the whole, or the template fails on one.</exception>
    public static RenderedChat Find(ChatTemplate template, ChatTemplateInput input, AssistantTurns turns = AssistantTurns.All)
    {
        ChatTemplateInput whole = input with { AddGenerationPrompt = false, Now = input.Now ?? DateTime.Now };
        int count = input.Messages.Count;
        string text = template.Render(whole);
        var spans = new List<CharSpan>();
        if (turns == AssistantTurns.Last) RequireAssistantAtEnd(input.Messages);
        for (int i = turns == AssistantTurns.Last ? count - 1 : 0; i < count; i++)
        {
            if (input.Messages[i].Role != "assistant") continue;
            string prompt = template.Render(whole with { Messages = Head(input.Messages, i), AddGenerationPrompt = true });
            string upTo = i == count - 1 ? text : template.Render(whole with { Messages = Head(input.Messages, i + 1) });
            if (!upTo.StartsWith(prompt, StringComparison.Ordinal) || !text.StartsWith(upTo, StringComparison.Ordinal))
            {
                throw new InputException($"""messages[{i}]: this chat template renders the assistant's turn differently inside the whole conversation (at character {Difference(prompt, upTo, text)}), expected the same text; use a template with generation blocks, or train on the last turn only.""");
            }
            spans.Add(new CharSpan(prompt.Length, upTo.Length - prompt.Length));
        }
        return new RenderedChat(text, spans);
    }

    internal static void RequireAssistantAtEnd(IReadOnlyList<ChatMessage> messages)
    {
        if (messages is [.., { Role: "assistant" }]) return;
        string last = messages.Count == 0 ? "without turns" : $"that ends with the role {messages[^1].Role}";
        throw new InputException($"got a conversation {last}, expected the assistant's turn at its end.");
    }

    internal static ChatMessage[] Head(IReadOnlyList<ChatMessage> messages, int count) => [.. messages.Take(count)];

    private static int Difference(string prompt, string upTo, string text)
    {
        int first = prompt.AsSpan().CommonPrefixLength(upTo);
        return first < prompt.Length ? first : upTo.AsSpan().CommonPrefixLength(text);
    }
}

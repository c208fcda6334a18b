using Saenggak.Text.Chat;

namespace Saenggak.Text.Tests.Chat;

public sealed class AssistantMaskTests
{
    private const string Plain = "{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

    private static readonly ChatTemplateInput TwoTurns = new()
    {
        Messages =
        [
            ChatMessage.User("하나 더하기 둘?"),
            ChatMessage.Assistant("셋", "하나에 둘을 더한다."),
            ChatMessage.User("넷 빼기 하나?"),
            ChatMessage.Assistant("셋", "넷에서 하나를 뺀다."),
        ],
    };

    [Fact]
    public void Find_GivesEachTurnFromThePromptToItsEnd()
    {
        RenderedChat chat = ChatTemplate.Parse(Plain).RenderWithMask(TwoTurns);
        Assert.Equal(["셋<end>", "셋<end>"], Said(chat));
        Assert.Equal("<assistant>", chat.Text[(chat.AssistantSpans[1].Start - 11)..chat.AssistantSpans[1].Start]);
        Assert.Equal(chat.AssistantSpans[1], Assert.Single(ChatTemplate.Parse(Plain).RenderWithMask(TwoTurns, AssistantTurns.Last).AssistantSpans));
    }

    [Fact]
    public void Find_RefusesWhatItCannotKnow()
    {
        var counting = ChatTemplate.Parse("{{ messages | length }}" + Plain);
        Assert.Contains("messages[1]", Assert.Throws<InputException>(() => counting.RenderWithMask(TwoTurns)).Message, StringComparison.Ordinal);
        var unfinished = TwoTurns with { Messages = [ChatMessage.User("질문")] };
        Assert.Throws<InputException>(() => ChatTemplate.Parse(Plain).RenderWithMask(unfinished, AssistantTurns.Last));
        Assert.Empty(ChatTemplate.Parse(Plain).RenderWithMask(unfinished).AssistantSpans);
    }

    [Fact]
    public void Generation_MarksItsTextOnly()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}[{% if m.role == 'assistant' %}{% generation %}{{ m.content }}!{% endgeneration %}{% endif %}]{% endfor %}");
        RenderedChat chat = template.RenderWithMask(TwoTurns);
        Assert.True(template.HasGenerationBlocks);
        Assert.Equal("[][셋!][][셋!]", chat.Text);
        Assert.Equal([new CharSpan(3, 2), new CharSpan(9, 2)], chat.AssistantSpans);
    }

    [Fact]
    public void Generation_LastTurnKeepsAllItsBlocks()
    {
        var template = ChatTemplate.Parse(
            "{% for m in messages if m.role == 'assistant' %}{% generation %}{{ m.reasoning_content }}{% endgeneration %}|{% generation %}{{ m.content }}{% endgeneration %};{% endfor %}");
        Assert.Equal(["넷에서 하나를 뺀다.", "셋"], Said(template.RenderWithMask(TwoTurns, AssistantTurns.Last)));
        var unfinished = TwoTurns with { Messages = [.. TwoTurns.Messages.Take(3)] };
        Assert.Throws<InputException>(() => template.RenderWithMask(unfinished, AssistantTurns.Last));
    }

    [Fact]
    public void Generation_InsideAMacroIsRefusedWhereAMaskIsAsked()
    {
        var template = ChatTemplate.Parse("{% macro say(m) %}{% generation %}{{ m }}{% endgeneration %}{% endmacro %}{{ say('가') }}");
        Assert.Equal("가", template.Render(TwoTurns));
        Assert.Throws<InputException>(() => template.RenderWithMask(TwoTurns));
    }

    [Fact]
    public void Think_MarksWhatTheModelWrites()
    {
        var template = ChatTemplate.Parse(BuiltInTemplates.Think);
        RenderedChat chat = template.RenderWithMask(TwoTurns);
        Assert.Equal(
            "<|im_start|>user\n하나 더하기 둘?<|im_end|>\n<|im_start|>assistant\n셋<|im_end|>\n<|im_start|>user\n넷 빼기 하나?<|im_end|>\n" +
            "<|im_start|>assistant\n<think>\n넷에서 하나를 뺀다.\n</think>\n\n셋<|im_end|>\n",
            chat.Text);
        Assert.Equal(["셋<|im_end|>", "<think>\n넷에서 하나를 뺀다.\n</think>\n\n셋<|im_end|>"], Said(chat));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public void Think_SpanBeginsWhereThePromptEnds(bool? thinking)
    {
        var template = ChatTemplate.Parse(BuiltInTemplates.Think);
        ChatMessage[] messages = [ChatMessage.User("하나 더하기 둘?"), ChatMessage.Assistant("셋")];
        RenderedChat chat = template.RenderWithMask(new ChatTemplateInput { Messages = messages, EnableThinking = thinking });
        string prompt = template.Render(new ChatTemplateInput { Messages = messages[..1], EnableThinking = thinking, AddGenerationPrompt = true });
        Assert.Equal(prompt, chat.Text[..chat.AssistantSpans[0].Start]);
        Assert.Equal(thinking == false, prompt.EndsWith("</think>\n\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Encode_CutsTokensAtTheBorders()
    {
        RenderedChat chat = ChatTemplate.Parse(Plain).RenderWithMask(TwoTurns);
        MaskedTokens tokens = MaskedEncoder.Encode(chat, Pairs);
        Assert.Equal(tokens.Ids.Length, tokens.Mask.Length);
        string said = string.Concat(tokens.Ids.Zip(tokens.Mask).Where(token => token.Second).Select(token => TextOf(token.First)));
        Assert.Equal("셋<end>셋<end>", said);
        Assert.Equal(chat.Text, string.Concat(tokens.Ids.Select(TextOf)));
    }

    [Fact]
    public void Encode_RefusesSpansOutOfOrder()
    {
        var chat = new RenderedChat("가나다라", [new CharSpan(2, 1), new CharSpan(0, 1)]);
        Assert.Throws<ArgumentException>(() => MaskedEncoder.Encode(chat, Pairs));
        Assert.Throws<ArgumentException>(() => MaskedEncoder.Encode(new RenderedChat("가", [new CharSpan(0, 2)]), Pairs));
    }

    // A toy tokenizer that joins two characters to a token, so that a border inside a pair would show.
    private static void Pairs(ReadOnlySpan<char> text, List<int> ids)
    {
        for (int i = 0; i < text.Length; i += 2) ids.Add(text[i] | (i + 1 < text.Length ? text[i + 1] : 0) << 16);
    }

    private static string TextOf(int id) => id >> 16 == 0 ? ((char)id).ToString() : new string([(char)id, (char)((uint)id >> 16)]);

    private static IEnumerable<string> Said(RenderedChat chat) => chat.AssistantSpans.Select(span => span.Of(chat.Text).ToString());
}

using System.Text.Json.Nodes;
using Saenggak.Testing;
using Saenggak.Text.Chat;

namespace Saenggak.Text.Tests.Chat;

/// <summary>Real templates of real checkpoints, where the data lies beside the checkout.</summary>
public sealed class HuggingFaceTemplateTests
{
    // One case was made with strftime_now fixed to this day.
    private static readonly DateTime Day = new(2025, 7, 10);

    [SkippableFact]
    public void Render_GivesTheExpectedTextOfEveryPeerCase()
    {
        string[] lines = File.ReadAllLines(SharedData.Require("peer_tests", "hf_jinja_chat_template_cases.jsonl"));
        var wrong = new List<string>();
        foreach (string line in lines)
        {
            var row = (JsonObject)JsonNode.Parse(line)!;
            string model = (string)row["model"]!, expected = (string)row["expected"]!;
            var data = ((JsonObject)row["data"]!).ToDictionary(entry => entry.Key, entry => entry.Value);
            string got = ChatTemplate.Parse((string)row["chat_template"]!).Render(data, Day);
            // {{ tools | string }}: the case was made by a JavaScript engine that prints JSON there; Python prints its repr, and so do we.
            if (model == "MadeAgents/Hammer2.1") expected = expected.Replace(JsonOf(data["tools"]!), Repr(data["tools"]!), StringComparison.Ordinal);
            if (got != expected) wrong.Add($"{model}\n  expected {expected}\n  got      {got}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(53, lines.Length);
    }

    private static string JsonOf(JsonNode node) => RenderOne("{{ v | tojson }}", node);

    // The golden tests show that this is Python's repr.
    private static string Repr(JsonNode node) => RenderOne("{{ v }}", node);

    private static string RenderOne(string template, JsonNode node) =>
        ChatTemplate.Parse(template).Render(new Dictionary<string, JsonNode?> { ["v"] = node });

    [SkippableFact]
    public void EveryTemplate_RendersAKoreanConversation()
    {
        string[] files = Directory.GetFiles(SharedData.Require("peer_tests", "chat_templates_jinja"), "*.jinja");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            // This one goes through its tools without asking whether there are any.
            JsonArray? tools = file.Contains("Hermes", StringComparison.Ordinal) ? [] : null;
            string text = ChatTemplate.Parse(File.ReadAllText(file)).Render(Conversation() with { AddGenerationPrompt = true, Tools = tools });
            Assert.Contains("사과가 세 개", text, StringComparison.Ordinal);
            Assert.Contains("다섯 개입니다.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{%", text, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData(null, "<|im_start|>assistant\n")]
    [InlineData(true, "<|im_start|>assistant\n")]
    [InlineData(false, "<|im_start|>assistant\n<think>\n\n</think>\n\n")]
    public void Qwen3_PutsTheEmptyThoughtOnlyWhereThinkingIsOff(bool? thinking, string prompt)
    {
        var input = new ChatTemplateInput
        {
            Messages = [ChatMessage.System("친절하게 답하세요."), ChatMessage.User("안녕하세요?")],
            AddGenerationPrompt = true,
            EnableThinking = thinking,
        };
        Assert.Equal(
            $"<|im_start|>system\n친절하게 답하세요.<|im_end|>\n<|im_start|>user\n안녕하세요?<|im_end|>\n{prompt}",
            Qwen3().Render(input));
    }

    [SkippableFact]
    public void Qwen3_StripsOldThoughts_SoOnlyTheLastTurnHasASpan()
    {
        ChatTemplate template = Qwen3();
        Assert.False(template.HasGenerationBlocks);
        var error = Assert.Throws<InputException>(() => template.RenderWithMask(Conversation()));
        Assert.Contains("generation blocks", error.Message, StringComparison.Ordinal);

        RenderedChat chat = template.RenderWithMask(Conversation(), AssistantTurns.Last);
        CharSpan span = Assert.Single(chat.AssistantSpans);
        Assert.Equal("<think>\n셋에서 하나를 뺀다.\n</think>\n\n네 개 남습니다.<|im_end|>\n", span.Of(chat.Text).ToString());
    }

    [SkippableTheory]
    [InlineData("trl_llama3_training.jinja", "사과는 모두 다섯 개입니다.<|eot_id|>", "네 개 남습니다.<|eot_id|>")]
    [InlineData("trl_qwen2_5_training.jinja", "\n사과는 모두 다섯 개입니다.<|im_end|>\n", "\n네 개 남습니다.<|im_end|>\n")]
    [InlineData("trl_qwen3_training.jinja",
        "<think>\n셋에 둘을 더한다.\n</think>\n\n사과는 모두 다섯 개입니다.<|im_end|>\n", "<think>\n셋에서 하나를 뺀다.\n</think>\n\n네 개 남습니다.<|im_end|>\n")]
    public void TrainingTemplates_MarkTheAssistantsText(string file, string first, string second)
    {
        ChatTemplate template = ChatTemplate.Parse(File.ReadAllText(SharedData.Require("peer_tests", "chat_templates_jinja", file)));
        Assert.True(template.HasGenerationBlocks);
        RenderedChat chat = template.RenderWithMask(Conversation());
        Assert.Equal([first, second], chat.AssistantSpans.Select(span => span.Of(chat.Text).ToString()));
        Assert.Equal(template.Render(Conversation()), chat.Text);

        RenderedChat found = AssistantSpanFinder.Find(template, Conversation());
        Assert.Equal(chat.Text, found.Text);
        // Qwen2.5's block begins before the line end that its generation prompt already holds.
        int promptHolds = file.Contains("qwen2_5", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal(chat.AssistantSpans.Select(span => new CharSpan(span.Start + promptHolds, span.Length - promptHolds)), found.AssistantSpans);
    }

    private static ChatTemplate Qwen3()
    {
        string config = File.ReadAllText(SharedData.Require("tokenizers", "qwen3", "tokenizer_config.json"));
        return ChatTemplate.Parse((string)JsonNode.Parse(config)!["chat_template"]!);
    }

    private static ChatTemplateInput Conversation() => new()
    {
        Messages =
        [
            ChatMessage.User("사과가 세 개 있습니다. 두 개를 더 사면 몇 개입니까?"),
            ChatMessage.Assistant("사과는 모두 다섯 개입니다.", "셋에 둘을 더한다."),
            ChatMessage.User("하나를 먹으면요?"),
            ChatMessage.Assistant("네 개 남습니다.", "셋에서 하나를 뺀다."),
        ],
        BosToken = "<s>",
        EosToken = "</s>",
    };
}

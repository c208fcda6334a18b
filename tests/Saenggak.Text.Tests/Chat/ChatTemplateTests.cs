using System.Text.Json.Nodes;
using Saenggak.Text.Chat;

namespace Saenggak.Text.Tests.Chat;

public sealed class ChatTemplateTests
{
    private static readonly ChatTemplateInput Greeting = new() { Messages = [ChatMessage.User("안녕")] };

    [Theory]
    [InlineData("가\n나 {{ x.y.z }}", "line 2", "\"x\"")]
    [InlineData("\n\n{{ none + 1 }}", "line 3", "none + an integer")]
    [InlineData("{% if true %}\n가\n", "line 2", "endif")]
    [InlineData("{% for x in [1] %}{% endif %}", "line 1", "endfor")]
    [InlineData("{{ 'a' | shout }}", "line 1", "shout")]
    [InlineData("{% include 'x' %}", "line 1", "include")]
    [InlineData("{{ 1 + }}", "line 1", "expected an expression")]
    [InlineData("{{ 'a'.replace('b') }}", "line 1", "without new")]
    [InlineData("{{ 'a' | trim(cars='x') }}", "line 1", "expected chars")]
    public void Errors_NameTheLineAndWhatWasExpected(string template, string line, string what)
    {
        var error = Assert.Throws<InputException>(() => ChatTemplate.Parse(template).Render(Greeting));
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void RaiseException_GivesTheTemplatesWords()
    {
        var template = ChatTemplate.Parse("{{ raise_exception('역할이 번갈아 나와야 합니다') }}");
        var error = Assert.Throws<InputException>(() => template.Render(Greeting));
        Assert.Contains("역할이 번갈아 나와야 합니다", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='가나다') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}")]
    [InlineData("{{ 'a' * 2000000000 }}")]
    [InlineData("{{ 'aaaaaaaa' * 99999999999 }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}")]
    [InlineData("{% set a = 'a' * 1000000 %}{{ a.replace('a', a) }}")]
    [InlineData("{% set a = 'a' * 10000000 %}{{ ([a] * 100000) | join }}")]
    [InlineData("{{ range(100000000) }}")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l | tojson }}")]
    public void HostileTemplates_EndInAnError(string template) =>
        Assert.Throws<InputException>(() => ChatTemplate.Parse(template, maxSteps: 300_000).Render(Greeting));

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("not ")]
    [InlineData("- ")]
    public void DeepNesting_EndsInAnError(string opening) =>
        Assert.Throws<InputException>(() => ChatTemplate.Parse("{{ " + string.Concat(Enumerable.Repeat(opening, 200_000)) + "1 }}"));

    [Fact]
    public void Render_DefinesWhatTransformersDefines()
    {
        var template = ChatTemplate.Parse("{{ tools }} {{ documents }} {{ add_generation_prompt }} {{ enable_thinking is defined }} {{ bos_token is defined }}");
        Assert.Equal("None None False False False", template.Render(Greeting));
        Assert.Equal("[{'name': 'f'}] [] True True True", template.Render(Greeting with
        {
            Tools = [new JsonObject { ["name"] = "f" }],
            Documents = [],
            AddGenerationPrompt = true,
            EnableThinking = false,
            BosToken = "<s>",
        }));
    }

    [Fact]
    public void Render_GivesVariablesTheLastWord()
    {
        var template = ChatTemplate.Parse("{{ enable_thinking }} {{ budget + 1 }} {{ rate }}");
        var variables = new Dictionary<string, JsonNode?> { ["enable_thinking"] = true, ["budget"] = 3, ["rate"] = JsonNode.Parse("1.0") };
        Assert.Equal("True 4 1.0", template.Render(Greeting with { EnableThinking = false, Variables = variables }));
    }

    [Fact]
    public void Messages_HoldOnlyWhatIsSet()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}{{ m }}\n{% endfor %}");
        var call = new JsonArray(new JsonObject { ["function"] = new JsonObject { ["name"] = "더하기" } });
        string text = template.Render(Greeting with
        {
            Messages =
            [
                ChatMessage.User("안녕"),
                new ChatMessage { Role = "assistant", Content = null, ReasoningContent = "음", ToolCalls = call },
                new ChatMessage { Role = "tool", Content = "3", Name = "더하기", ToolCallId = "a1", Extra = new JsonObject { ["score"] = 0.5 } },
            ],
        });
        Assert.Equal(
            "{'role': 'user', 'content': '안녕'}\n" +
            "{'role': 'assistant', 'content': None, 'reasoning_content': '음', 'tool_calls': [{'function': {'name': '더하기'}}]}\n" +
            "{'role': 'tool', 'content': '3', 'name': '더하기', 'tool_call_id': 'a1', 'score': 0.5}\n",
            text);
    }

    [Fact]
    public void FromJson_KeepsWhatItDoesNotKnow()
    {
        var node = JsonNode.Parse("""{"role": "assistant", "content": [{"type": "text", "text": "안녕"}], "name": null, "weight": 0.5, "reasoning_content": "음"}""");
        ChatMessage message = ChatMessage.FromJson(node, "row 1");
        Assert.Equal("음", message.ReasoningContent);
        Assert.Null(message.Content);
        Assert.Equal("안녕0.5", ChatTemplate.Parse("{{ messages[0].content[0].text ~ messages[0].weight }}").Render(new ChatTemplateInput { Messages = [message] }));
        var error = Assert.Throws<InputException>(() => ChatMessage.FromJson(JsonNode.Parse("""{"content": "안녕"}"""), "train.jsonl:3: messages[0]"));
        Assert.StartsWith("train.jsonl:3: messages[0] has no \"role\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StrftimeNow_WritesTheGivenDay()
    {
        var template = ChatTemplate.Parse("{{ strftime_now('%Y-%m-%d %d %B %b %-d %A %H:%M %j %%') }}");
        Assert.Equal("2025-03-05 05 March Mar 5 Wednesday 07:08 064 %", template.Render(Greeting with { Now = new DateTime(2025, 3, 5, 7, 8, 9) }));
    }
}

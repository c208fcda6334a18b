using Saenggak.Inference.Engine;
using Saenggak.Inference.Tests.Support;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Inference.Tests;

public sealed class LanguageModelTests
{
    private static readonly ChatMessage[] Question = [ChatMessage.User("둘에 셋을 더하면 얼마인가?")];
    private static readonly GenerationOptions Greedy = new() { Sampling = new() { Temperature = 0, MaxTokens = 400 } };

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Chat_StreamsThoughtAndAnswerInWholeCharacters(bool thinkIsSpecial)
    {
        const string written = "<think>\n둘과 셋을 모으면 🍎 다섯이다.\n</think>\n\n답은 \\boxed{5}이다.";
        var deltas = new List<TextDelta>();
        using var model = Saying(written + "<|im_end|>", thinkIsSpecial: thinkIsSpecial);
        var reply = model.Chat(Question, Greedy, deltas.Add);
        Assert.Equal(written, reply.Text);
        Assert.Equal(("둘과 셋을 모으면 🍎 다섯이다.", "답은 \\boxed{5}이다."), (reply.Thought, reply.Answer));
        Assert.Equal(FinishReason.Stop, reply.FinishReason);
        Assert.Equal(reply.Thought, string.Concat(deltas.Where(d => d.IsThought).Select(d => d.Text)));
        Assert.Equal(reply.Answer, string.Concat(deltas.Where(d => !d.IsThought).Select(d => d.Text)));
        Assert.All(deltas, d => Assert.DoesNotContain('\uFFFD', d.Text));
        Assert.Contains(deltas, d => d.Text == "둘");
        Assert.Equal(model.Tokenizer.ImEndId, reply.Sample.Tokens[^1]);
        Assert.Equal(reply.Sample.Tokens.Length, reply.Sample.Logprobs.Length);
    }

    [Fact]
    public void Chat_KnowsAThoughtThatTheTemplateOpened()
    {
        using var model = Saying("다섯이다.\n</think>\n\n5<|im_end|>", template: BuiltInTemplates.Think + "{{- '<think>\n' -}}");
        var reply = model.Chat(Question, Greedy);
        Assert.Equal(("다섯이다.", "5", true), (reply.Thought, reply.Answer, reply.StartsInThought));
        Assert.Equal("다섯이다.\n</think>\n\n5", reply.Text);
    }

    [Fact]
    public void Chat_AnswersAtOnceWhereThinkingIsSwitchedOff()
    {
        using var model = Saying("5<|im_end|>");
        Assert.EndsWith("<think>\n\n</think>\n\n", model.Encode(Question, Greedy with { EnableThinking = false }).Text, StringComparison.Ordinal);
        var reply = model.Chat(Question, Greedy with { EnableThinking = false });
        Assert.Equal((null, "5", false), (reply.Thought, reply.Answer, reply.StartsInThought));
    }

    [Fact]
    public void Chat_HasNoAnswerWhereTheThoughtIsCutOff()
    {
        using var model = Saying("<think>\n둘과 셋을 모으면 다섯이다.");
        var reply = model.Chat(Question, new() { Sampling = new() { Temperature = 0, MaxTokens = 14 } });
        // Fourteen tokens: the tag, a line end, three syllables of three bytes, a space and two of the next syllable's bytes.
        Assert.Equal(("둘과 셋\uFFFD", null, FinishReason.Length), (reply.Thought, reply.Answer, reply.FinishReason));
    }

    [Fact]
    public void Chat_StopsBeforeAStopStringAcrossTokenBorders()
    {
        var deltas = new List<TextDelta>();
        using var model = Saying("정답은 사과, 정답: 5 그리고 더<|im_end|>");
        var reply = model.Chat(Question, Greedy with { StopStrings = ["정답:", "없는 말"] }, deltas.Add);
        Assert.Equal(("정답은 사과, ", FinishReason.Stop, "정답:"), (reply.Text, reply.FinishReason, reply.StopString));
        Assert.Equal(reply.Text, string.Concat(deltas.Select(d => d.Text)));
        Assert.Equal("정답은 사과, 정답:", model.Tokenizer.Decode(reply.Sample.Tokens));
        Assert.Equal(model.Engine.CacheBlocks.All, model.Engine.CacheBlocks.Free);
    }

    [Fact]
    public void Complete_StopsWhereAStopStringEndsWithTheLastToken()
    {
        using var model = Saying("하나 둘");
        var reply = model.Complete("세어 보자: ", new() { Sampling = new() { Temperature = 0, MaxTokens = 10 }, StopStrings = ["둘"] });
        Assert.Equal(("하나 ", FinishReason.Stop), (reply.Text, reply.FinishReason));
    }

    [Fact]
    public void Chat_ReturnsWhatThereIsWhenCancelled()
    {
        using var source = new CancellationTokenSource();
        using var model = Saying("하나 둘 셋 넷<|im_end|>");
        string streamed = "";
        var reply = model.Chat(Question, Greedy, d =>
        {
            streamed += d.Text;
            if (streamed.EndsWith('둘')) source.Cancel();
        }, source.Token);
        Assert.Equal(("하나 둘", FinishReason.Cancelled), (reply.Text, reply.FinishReason));
    }

    [Fact]
    public void Generate_GivesEveryPromptItsSamplesInOrder()
    {
        var tokenizer = TinyTokenizer.Create();
        using var model = new LanguageModel(new HashDecoder(tokenizer.VocabularySize), tokenizer, new() { Engine = new() { MaxBatch = 5 } });
        var options = new GenerationOptions { Count = 3, Sampling = new() { MaxTokens = 30, Seed = 17 } };
        ChatMessage[][] conversations = [Question, Question, [ChatMessage.User("하나 더")]];
        var seen = new HashSet<(int, int)>();
        var results = model.Generate(conversations, options, (prompt, sample, _) => Assert.True(seen.Add((prompt, sample))));
        Assert.Equal(9, seen.Count);
        for (int i = 0; i < 3; i++)
        {
            var alone = model.Generate([results[i].Prompt with { Seed = SampleRandom.ForPrompt(17, i) }], options)[0];
            Assert.Equal(alone.Samples.Select(s => s.Sample.Tokens), results[i].Samples.Select(s => s.Sample.Tokens));
        }
        Assert.Equal(9, results.SelectMany(r => r.Samples).Select(s => string.Join(' ', s.Sample.Tokens)).Distinct().Count());
    }

    [Fact]
    public void Request_AddsTheModelsStopTokensToTheCallers()
    {
        var tokenizer = TinyTokenizer.Create();
        using var model = new LanguageModel(new HashDecoder(300), tokenizer, new() { StopTokens = [256, 5, 4000] });
        Assert.Equal([256, 5, 258], model.StopTokens);
        Assert.Equal([256, 5, 258], model.Request(model.Encode("가")).Sampling.StopTokens);
        Assert.Equal([7, 256, 5, 258], model.Request(model.Encode("가"), new() { Sampling = new() { StopTokens = [7] } }).Sampling.StopTokens);
    }

    [Fact]
    public void Constructor_RefusesATokenizerWithMoreIdsThanTheModel()
    {
        var error = Assert.Throws<InputException>(() => new LanguageModel(new HashDecoder(260), TinyTokenizer.Create(), new() { Name = "runs/첫걸음" }));
        Assert.Equal("runs/첫걸음: the tokenizer has ids up to 260; the model's vocabulary ends at 259; use the tokenizer that belongs to these weights", error.Message);
    }

    [Fact]
    public void Chat_SaysWhatIsMissingOrTooLong()
    {
        using var bare = new LanguageModel(new HashDecoder(300), TinyTokenizer.Create(template: null));
        Assert.Contains("no chat template", Assert.Throws<InputException>(() => bare.Chat(Question)).Message, StringComparison.Ordinal);
        Assert.Contains("512", Assert.Throws<InputException>(() => bare.Complete(new string('가', 200))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => bare.Complete("가", new() { StopStrings = [""] }));
    }

    private static LanguageModel Saying(string written, bool thinkIsSpecial = false, string? template = BuiltInTemplates.Think)
    {
        var tokenizer = TinyTokenizer.Create(thinkIsSpecial, template);
        int[] script = tokenizer.Encode(written);
        int start = 0;
        int Next(int[] past)
        {
            // The first call of a conversation sees its prompt alone.
            if (start == 0) start = past.Length;
            return script[Math.Min(past.Length - start, script.Length - 1)];
        }
        return new LanguageModel(new ScriptDecoder(tokenizer.VocabularySize, Next), tokenizer);
    }
}

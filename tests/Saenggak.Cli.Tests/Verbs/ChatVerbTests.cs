using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Cli.Verbs.Chat;
using Saenggak.Compute;
using Saenggak.Inference;
using Saenggak.Inference.Engine;
using Saenggak.Text;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class ChatVerbTests : IDisposable
{
    private readonly TinyCheckpoint checkpoint = new();

    public void Dispose() => checkpoint.Dispose();

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([ChatVerb.Create()]).RunAsync(["chat", .. args, "--threads", "1"], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private LanguageModel Load() => LanguageModel.Load(checkpoint.Folder, new() { Threads = 1, Precision = DType.F32, Engine = new() { MaxBatch = 1 } });

    private static async Task<string> Talk(ChatSession session, StringWriter output, string lines, bool prompts = false)
    {
        using var input = new StringReader(lines);
        await session.RunAsync(input, prompts, CancellationToken.None);
        return output.ToString();
    }

    [Fact]
    public async Task Once_AnswersTheSameWithTheSameSeed()
    {
        string[] args = [checkpoint.Folder, "--once", "사과 세 개", "--max-tokens", "12", "--seed", "3", "--no-think", "--json"];
        var (code, output, error) = await Run(args);
        Assert.True(code == 0, error);
        var reply = JsonNode.Parse(output)!;
        Assert.InRange((int)reply["tokens"]!, 1, 12);
        Assert.NotNull((string?)reply["answer"]);
        Assert.Equal((string?)reply["answer"], (string?)JsonNode.Parse((await Run(args)).Out)!["answer"]);
    }

    [Theory]
    [InlineData("int8", "int8")]
    [InlineData("bf16", "bf16")]
    [InlineData(null, "bf16")]
    public async Task Once_SaysHowTheWeightsWereHeld(string? asked, string told)
    {
        string[] weights = asked is null ? [] : ["--weights", asked];
        var (code, output, error) = await Run([checkpoint.Folder, "--once", "사과 세 개", "--max-tokens", "4", "--no-think", "--json", .. weights]);
        Assert.True(code == 0, error);
        Assert.Equal(told, (string?)JsonNode.Parse(output)!["weights"]);
    }

    [Fact]
    public async Task Lines_AreTurnsThatAreRemembered()
    {
        using var model = Load();
        using var output = new StringWriter();
        var session = new ChatSession(model, model.Defaults with { MaxTokens = 6, Temperature = 0 }, output, dims: false) { EnableThinking = false };
        string said = await Talk(session, output, "안녕\n\n  배 두 개 \n");
        Assert.Equal(["user", "assistant", "user", "assistant"], session.Messages.Select(message => message.Role));
        Assert.Equal("배 두 개", session.Messages[2].Content);
        Assert.Contains(session.Messages[1].Content!.Trim(), said, StringComparison.Ordinal);
        Assert.DoesNotContain("나>", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', said);
    }

    [Fact]
    public async Task Commands_SteerTheConversation()
    {
        using var model = Load();
        using var output = new StringWriter();
        var session = new ChatSession(model, model.Defaults with { MaxTokens = 6, Temperature = 0 }, output, dims: false) { EnableThinking = false };
        string said = await Talk(session, output, "안녕\n/think\n/reset\n/what\n/no_think\n/quit\n읽지 않는 줄\n", prompts: true);
        Assert.Empty(session.Messages);
        Assert.False(session.EnableThinking);
        Assert.StartsWith("/think 생각하고 답하기 · /no_think 바로 답하기 · /reset 새 대화 · /quit 끝내기 · Ctrl-C 답 멈추기\n\n나> ", said, StringComparison.Ordinal);
        foreach (string line in (string[])["(이제 생각하고 답합니다.)", "(새 대화입니다.)", "(모르는 명령입니다: /what)", "(이제 생각 없이 바로 답합니다.)"])
        {
            Assert.Contains(line, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task QuestionWithoutRoom_IsForgottenAndTheChatGoesOn()
    {
        using var model = Load();
        using var output = new StringWriter();
        var session = new ChatSession(model, model.Defaults with { MaxTokens = 4, Temperature = 0 }, output, dims: false) { EnableThinking = false };
        string said = await Talk(session, output, new string('가', 200) + "\n안녕\n");
        Assert.Contains("the prompt has", said, StringComparison.Ordinal);
        Assert.Equal(("안녕", 2), (session.Messages[0].Content, session.Messages.Count));
    }

    [Fact]
    public void StoppedAnswer_IsSaidToBe()
    {
        using var model = Load();
        using var output = new StringWriter();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var session = new ChatSession(model, model.Defaults, output, dims: false);
        Assert.Equal(FinishReason.Cancelled, session.Ask("안녕", stop.Token).FinishReason);
        Assert.Contains("멈췄습니다", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_DimsTheThoughtOnATerminal()
    {
        static string Written(bool isTerminal, params TextDelta[] pieces)
        {
            using var output = new StringWriter();
            var writer = new ReplyWriter(output, isTerminal);
            foreach (var piece in pieces) writer.Write(piece);
            writer.End();
            return output.ToString();
        }
        TextDelta[] both = [new("먼저 ", true), new("더한다.", true), new("답은 5", false), new("입니다.", false)];
        Assert.Equal("\u001b[2m먼저 더한다.\u001b[0m\n\n답은 5입니다.\n", Written(true, both));
        Assert.Equal("먼저 더한다.\n\n답은 5입니다.\n", Written(false, both));
        Assert.Equal("\u001b[2m먼저 \u001b[0m\n", Written(true, both[0]));
        // What a model writes cannot steer the terminal.
        Assert.Equal("[31m빨강\t표\n", Written(true, new TextDelta("\u001b[31m빨강\t표\n\u0007", false)));
    }

    [Fact]
    public async Task BadInput_IsOneLine()
    {
        async Task Expect(string line, params string[] args)
        {
            var (code, output, error) = await Run(args);
            Assert.Equal((2, "", $"saenggak: {line}\n"), (code, output, error));
        }
        string nowhere = checkpoint.File("nowhere");
        await Expect($"{nowhere}: no such folder; expected a checkpoint in the Hugging Face layout; check the path", nowhere, "--once", "안녕");
        await Expect("--json shows one reply; expected --once QUESTION beside it.", checkpoint.Folder, "--json");
        await Expect("--once has no question; expected text.", checkpoint.Folder, "--once", " ");
        await Expect("temperature is -1; expected 0 (greedy) or at least 0.01.", checkpoint.Folder, "--once", "안녕", "--temperature=-1");
        File.Delete(checkpoint.File("model.safetensors"));
        var (code, output, error) = await Run(checkpoint.Folder, "--once", "안녕");
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task BaseModel_IsRefused()
    {
        using var plain = new TinyCheckpoint(template: null);
        var (code, _, error) = await Run(plain.Folder, "--once", "안녕");
        Assert.Equal((2, $"saenggak: {plain.Folder}: has no chat template; expected chat_template in tokenizer_config.json or chat_template.jinja; a base model cannot chat.\n"), (code, error));
    }
}

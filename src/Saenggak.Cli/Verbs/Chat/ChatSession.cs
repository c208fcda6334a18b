using Saenggak.Cli.Hosting;
using Saenggak.Inference;
using Saenggak.Inference.Engine;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Cli.Verbs.Chat;

/// <summary>A conversation over lines of text: a terminal's, or those of a file or pipe.</summary>
internal sealed class ChatSession
{
    private const string Help = "/think 생각하고 답하기 · /no_think 바로 답하기 · /reset 새 대화 · /quit 끝내기 · Ctrl-C 답 멈추기";

    private readonly LanguageModel model;
    private readonly SamplingParams sampling;
    private readonly TextWriter output;
    private readonly bool dims;
    private readonly List<ChatMessage> messages = [];
    private CancellationTokenSource? answering;
    private ulong turn;

    /// <summary>Begins an empty conversation.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="sampling">How; every turn draws with a seed of its own that follows from this one's.</param>
    /// <param name="output">Where replies go.</param>
    /// <param name="dims">Whether <paramref name="output"/> is a terminal that can dim the thought.</param>
    public ChatSession(LanguageModel model, SamplingParams sampling, TextWriter output, bool dims)
    {
        if (model.Template is null) throw new InputException($"{model.Name}: has no chat template; expected chat_template in tokenizer_config.json or chat_template.jinja; a base model cannot chat.");
        (this.model, this.sampling, this.output, this.dims) = (model, sampling, output, dims);
    }

    /// <summary>The template's <c>enable_thinking</c>; null leaves it to the template.</summary>
    public bool? EnableThinking { get; set; }

    /// <summary>What is remembered.</summary>
    public IReadOnlyList<ChatMessage> Messages => messages;

    /// <summary>Reads lines and answers them until the input ends or /quit comes.</summary>
    /// <param name="input">Where questions come from.</param>
    /// <param name="prompts">Whether somebody types: shows help and a prompt.</param>
    /// <param name="stop">Leaves.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task RunAsync(TextReader input, bool prompts, CancellationToken stop)
    {
        using var interception = Interruption.Intercept(StopAnswer);
        if (prompts) Say(Help);
        while (true)
        {
            if (prompts) Show("\n나> ");
            // A terminal's read cannot be called off; it is left behind when the program ends.
            string? line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(stop);
            if (line is null) return;
            line = line.Trim();
            if (line.Length == 0) continue;
            if (line == "/quit") return;
            if (Command(line)) continue;
            try
            {
                Ask(line, stop);
            }
            catch (InputException error)
            {
                Say($"({error.Message})\n(/reset으로 새 대화를 시작할 수 있습니다.)");
            }
            stop.ThrowIfCancellationRequested();
            if (!prompts) output.WriteLine();
        }
    }

    /// <summary>Asks one question and writes the reply as it comes.</summary>
    /// <exception cref="InputException">The conversation leaves no room for an answer; the question is forgotten.</exception>
    public GeneratedText Ask(string question, CancellationToken stop)
    {
        messages.Add(ChatMessage.User(question));
        var writer = new ReplyWriter(output, dims);
        var options = new GenerationOptions { EnableThinking = EnableThinking, Sampling = sampling with { Seed = sampling.Seed + turn++ } };
        using var answer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        GeneratedText? reply = null;
        Volatile.Write(ref answering, answer);
        try
        {
            reply = model.Chat(messages, options, writer.Write, answer.Token);
        }
        finally
        {
            Volatile.Write(ref answering, null);
            writer.End();
            // A question without an answer would leave two user's turns in a row.
            if (reply?.Answer is null) messages.RemoveAt(messages.Count - 1);
        }
        if (reply.Answer is { } text) messages.Add(ChatMessage.Assistant(text, reply.Thought));
        if (Remark(reply) is { } remark) Say(remark);
        return reply;
    }

    private static string? Remark(GeneratedText reply)
    {
        string? ending = reply.FinishReason switch
        {
            FinishReason.Length => "길이 한도에서 끊겼습니다",
            FinishReason.Cancelled => "멈췄습니다",
            _ => reply.Answer is null ? "생각만 하고 답하지 않았습니다" : null,
        };
        if (ending is null) return null;
        return reply.Answer is null ? $"({ending}. 답이 없어 이 질문은 기억하지 않습니다.)" : $"({ending}.)";
    }

    private bool Command(string line)
    {
        if (line[0] != '/' || line.Any(char.IsWhiteSpace)) return false;
        switch (line)
        {
            case "/think":
                EnableThinking = true;
                Say("(이제 생각하고 답합니다.)");
                break;
            case "/no_think":
                EnableThinking = false;
                Say("(이제 생각 없이 바로 답합니다.)");
                break;
            case "/reset":
                messages.Clear();
                Say("(새 대화입니다.)");
                break;
            case "/help":
                Say(Help);
                break;
            default:
                Say($"(모르는 명령입니다: {line})\n{Help}");
                break;
        }
        return true;
    }

    /// <summary>The first Ctrl-C of an answer ends it; any other leaves.</summary>
    private bool StopAnswer()
    {
        if (Volatile.Read(ref answering) is not { IsCancellationRequested: false } answer) return false;
        answer.Cancel();
        return true;
    }

    private void Say(string line) => Show(line + "\n");

    private void Show(string text)
    {
        output.Write(text);
        output.Flush();
    }
}

using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Text;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Inference;

/// <summary>
/// A model that reads and writes text: decoder, tokenizer, chat template and generation engine of one checkpoint.
/// Not thread-safe; one call at a time. A server steps <see cref="Engine"/> itself, with <see cref="Encode(IReadOnlyList{ChatMessage}, GenerationOptions)"/>,
/// <see cref="Request"/> and one <see cref="TextAssembler"/> per sample.
/// </summary>
public sealed class LanguageModel : IDisposable
{
    private readonly IDisposable? owned;

    /// <summary>Joins the parts of a model.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">Template, stop tokens, engine sizes.</param>
    /// <exception cref="InputException">The tokenizer has ids that the model has not.</exception>
    public LanguageModel(IDecoder decoder, BpeTokenizer tokenizer, LanguageModelOptions? options = null)
    {
        options ??= new();
        Name = options.Name;
        int vocabulary = decoder.Config.VocabularySize;
        if (tokenizer.VocabularySize > vocabulary)
        {
            throw new InputException($"{Name}: the tokenizer has ids up to {tokenizer.VocabularySize - 1}; the model's vocabulary ends at {vocabulary - 1}; "
                + "use the tokenizer that belongs to these weights");
        }
        Decoder = decoder;
        Tokenizer = tokenizer;
        Template = options.Template ?? (tokenizer.Config.ChatTemplate is { } jinja ? ChatTemplate.Parse(jinja) : null);
        int?[] named = [tokenizer.EosId, tokenizer.ImEndId];
        StopTokens = [.. options.StopTokens.Concat(decoder.Config.EosTokenIds).Concat(named.OfType<int>()).Where(id => (uint)id < (uint)vocabulary).Distinct()];
        Defaults = (options.Defaults ?? new()) with { StopTokens = StopTokens };
        Engine = new GenerationEngine(decoder, options.Engine);
        owned = options.Owned;
    }

    /// <summary>What messages call the model; the checkpoint's folder, where it came from one.</summary>
    public string Name { get; }

    /// <summary>The model.</summary>
    public IDecoder Decoder { get; }

    /// <summary>Text to ids and back.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>How a conversation becomes a prompt; null where the checkpoint brings no template.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>What runs requests.</summary>
    public GenerationEngine Engine { get; }

    /// <summary>Tokens that end a generation: those of generation_config.json, config.json, the tokenizer's eos and <c>&lt;|im_end|&gt;</c>.</summary>
    public IReadOnlyList<int> StopTokens { get; }

    /// <summary>Sampling as the checkpoint's author means it.</summary>
    public SamplingParams Defaults { get; }

    /// <summary>Loads a checkpoint folder in the Hugging Face layout, with its tokenizer, template and generation_config.json.</summary>
    /// <exception cref="InputException">A file is missing or damaged, or the parts do not fit together.</exception>
    public static LanguageModel Load(string folder, LoadOptions? options = null) => CheckpointLoader.Load(folder, options ?? new());

    /// <summary>A conversation as the prompt for the next assistant's turn.</summary>
    /// <exception cref="InputException">The model has no chat template, or the template refuses the conversation.</exception>
    public EncodedPrompt Encode(IReadOnlyList<ChatMessage> messages, GenerationOptions? options = null)
    {
        if (Template is null)
        {
            throw new InputException($"{Name}: the checkpoint has no chat template, which a conversation needs; put chat_template.jinja beside its tokenizer, or complete plain text");
        }
        string text = Template.Render(new()
        {
            Messages = messages,
            AddGenerationPrompt = true,
            EnableThinking = options?.EnableThinking,
            Tools = options?.Tools,
            BosToken = Tokenizer.Config.BosToken,
            EosToken = Tokenizer.Config.EosToken,
            Variables = options?.TemplateVariables,
        });
        return new() { Text = text, Tokens = Tokenizer.Encode(text) };
    }

    /// <summary>Plain text as a prompt, with the tokens that the tokenizer puts before a text.</summary>
    public EncodedPrompt Encode(string text) => new() { Text = text, Tokens = Tokenizer.Encode(text, addSpecialTokens: true) };

    /// <summary>The engine's request for a prompt; <paramref name="index"/> is its place in a batch, which sets its seed apart.</summary>
    public GenerationRequest Request(EncodedPrompt prompt, GenerationOptions? options = null, int index = 0)
    {
        var sampling = options?.Sampling ?? Defaults;
        return new()
        {
            PromptTokens = prompt.Tokens,
            Count = options?.Count ?? 1,
            Id = prompt.Id,
            Sampling = sampling with
            {
                Seed = prompt.Seed ?? SampleRandom.ForPrompt(sampling.Seed, index),
                StopTokens = sampling.StopTokens.Count == 0 ? StopTokens : [.. sampling.StopTokens.Union(StopTokens)],
            },
        };
    }

    /// <summary>Answers a conversation.</summary>
    /// <param name="messages">The conversation, without the turn that is to come.</param>
    /// <param name="options">Sampling, stop strings, thinking; of several samples the first is streamed and returned.</param>
    /// <param name="onText">Hears thought and answer as they come.</param>
    /// <param name="cancellation">Ends the answer; what there is is returned.</param>
    /// <exception cref="InputException">The conversation cannot be rendered, or its prompt leaves no room for an answer.</exception>
    public GeneratedText Chat(
        IReadOnlyList<ChatMessage> messages, GenerationOptions? options = null, Action<TextDelta>? onText = null, CancellationToken cancellation = default)
        => Single(Encode(messages, options), options, onText, cancellation);

    /// <summary>Continues a text.</summary>
    /// <inheritdoc cref="Chat"/>
    public GeneratedText Complete(string prompt, GenerationOptions? options = null, Action<TextDelta>? onText = null, CancellationToken cancellation = default)
        => Single(Encode(prompt), options, onText, cancellation);

    /// <summary>Answers many conversations, each <see cref="GenerationOptions.Count"/> times; see the overload for prompts.</summary>
    public PromptResult[] Generate(
        IReadOnlyList<IReadOnlyList<ChatMessage>> conversations, GenerationOptions? options = null, Action<int, int, GeneratedText>? onSample = null,
        CancellationToken cancellation = default)
        => Generate([.. conversations.Select(messages => Encode(messages, options))], options, onSample, cancellation);

    /// <summary>Continues many prompts, each <see cref="GenerationOptions.Count"/> times. A prompt that is too long gives rejected samples, not an exception.</summary>
    /// <param name="prompts">The prompts; results come in their order.</param>
    /// <param name="options">Sampling and stop strings for all.</param>
    /// <param name="onSample">Hears prompt number, sample number and sample as each finishes.</param>
    /// <param name="cancellation">Ends what is unfinished; what there is is returned.</param>
    public PromptResult[] Generate(
        IReadOnlyList<EncodedPrompt> prompts, GenerationOptions? options = null, Action<int, int, GeneratedText>? onSample = null, CancellationToken cancellation = default)
        => Run(prompts, options, null, onSample, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Engine.Dispose();
        owned?.Dispose();
    }

    private GeneratedText Single(EncodedPrompt prompt, GenerationOptions? options, Action<TextDelta>? onText, CancellationToken cancellation)
    {
        var result = Run([prompt], (options ?? new()) with { Count = 1 }, onText, null, cancellation)[0].Samples[0];
        return result.FinishReason == FinishReason.Rejected ? throw new InputException($"{Name}: {result.Sample.Message}") : result;
    }

    private PromptResult[] Run(
        IReadOnlyList<EncodedPrompt> prompts, GenerationOptions? options, Action<TextDelta>? onText, Action<int, int, GeneratedText>? onSample, CancellationToken cancellation)
    {
        var stops = options?.StopStrings ?? [];
        var requests = prompts.Select((prompt, i) => Request(prompt, options, i)).ToArray();
        var running = requests.Select(request => new TextAssembler?[request.Count]).ToArray();
        var texts = requests.Select(request => new GeneratedText[request.Count]).ToArray();
        Engine.Generate(requests, (int index, in GenerationEvent e) =>
        {
            var assembler = running[index][e.Sample] ??= new TextAssembler(Tokenizer, prompts[index].StartsInThought, stops, onText);
            if (assembler.Accept(e)) Engine.Finish(e.Request, e.Sample);
            if (assembler.Result is not { } text) return;
            (texts[index][e.Sample], running[index][e.Sample]) = (text, null);
            onSample?.Invoke(index, e.Sample, text);
        }, cancellation);
        return [.. prompts.Select((prompt, i) => new PromptResult { Prompt = prompt, Samples = texts[i] })];
    }
}

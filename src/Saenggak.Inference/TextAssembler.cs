using System.Text;
using Saenggak.Inference.Engine;
using Saenggak.Text.Tokenization;

namespace Saenggak.Inference;

/// <summary>
/// Turns one sample's events into text as they come: whole characters only, stop strings found across token borders, thought
/// apart from answer. Text that could still become a stop string or a tag is held back until it is certain.
/// </summary>
public sealed class TextAssembler
{
    private readonly BpeTokenizer tokenizer;
    private readonly StreamingDecoder decoder;
    private readonly StopStringMatcher matcher;
    private readonly ThoughtSplitter splitter;
    private readonly StringBuilder text = new();
    private readonly bool startsInThought;

    /// <summary>An assembler for one sample.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="startsInThought">The prompt ends inside a think block.</param>
    /// <param name="stopStrings">Texts that end the sample; empty ones are not allowed.</param>
    /// <param name="onText">Hears text as soon as it is certain.</param>
    public TextAssembler(BpeTokenizer tokenizer, bool startsInThought, IReadOnlyList<string> stopStrings, Action<TextDelta>? onText = null)
    {
        if (stopStrings.Contains(string.Empty)) throw new ArgumentException("a stop string is empty; expected at least one character", nameof(stopStrings));
        this.tokenizer = tokenizer;
        this.startsInThought = startsInThought;
        decoder = tokenizer.CreateDecoder();
        matcher = new StopStringMatcher(stopStrings);
        splitter = new ThoughtSplitter(startsInThought, onText);
    }

    /// <summary>The finished sample; null while it goes on.</summary>
    public GeneratedText? Result { get; private set; }

    /// <summary>Takes an event of this sample.</summary>
    /// <returns>True when a stop string has come: the caller then ends the sample (<see cref="GenerationEngine.Finish"/>).</returns>
    public bool Accept(in GenerationEvent e)
    {
        bool isStopToken = e.Finished is { FinishReason: FinishReason.Stop };
        bool alreadyStopped = matcher.Found is not null;
        if (e.Token >= 0 && !isStopToken && !alreadyStopped) Append(e.Token);
        if (e.Finished is { } sample) Finish(sample);
        return !alreadyStopped && matcher.Found is not null && e.Finished is null;
    }

    private void Append(int token)
    {
        // Some tokenizers count the think tags among their special tokens; they are text here all the same.
        if (tokenizer.IsSpecial(token) && !ThoughtSplitter.IsTag(tokenizer.DecodeBytes(token))) return;
        Pass(matcher.Append(decoder.Append(token)));
    }

    private void Finish(GeneratedSample sample)
    {
        Pass(matcher.Append(decoder.Flush()));
        if (matcher.Found is null) Pass(matcher.Flush());
        splitter.Flush();
        Result = new()
        {
            Text = text.ToString(),
            Thought = splitter.Thought,
            Answer = splitter.Answer,
            StartsInThought = startsInThought,
            FinishReason = matcher.Found is null ? sample.FinishReason : FinishReason.Stop,
            StopString = matcher.Found,
            Sample = sample,
        };
    }

    private void Pass(string piece)
    {
        text.Append(piece);
        splitter.Append(piece);
    }
}

using System.Text.Json.Serialization;
using Saenggak.Grading;
using Saenggak.Inference;
using Saenggak.Inference.Engine;

namespace Saenggak.Evaluation;

/// <summary>One response and what became of it: a line of <c>responses.jsonl</c>.</summary>
public sealed record EvalResponse
{
    /// <summary>The item.</summary>
    public required string Id { get; init; }

    /// <summary>The item's part of the set.</summary>
    public string? Group { get; init; }

    /// <summary><c>greedy</c> or <c>sampled</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Number of the sample, from 0.</summary>
    public required int Sample { get; init; }

    /// <summary>What the user's turn said.</summary>
    public required string Prompt { get; init; }

    /// <summary>The gold answer.</summary>
    public required string Gold { get; init; }

    /// <summary>What the model wrote, think tags included.</summary>
    public required string Response { get; init; }

    /// <summary>The answer that was read; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>What grading found.</summary>
    public required VerdictKind Verdict { get; init; }

    /// <summary>Why, in a few words.</summary>
    public required string Why { get; init; }

    /// <summary>Tokens of the response, the one that ends it included.</summary>
    public required int Tokens { get; init; }

    /// <summary>How it ended.</summary>
    public required FinishReason Finish { get; init; }

    /// <summary>The response is one thought and an answer (or an answer alone where thinking is off), and nothing else.</summary>
    public required bool FormatStrict { get; init; }

    /// <summary>Share of Korean in the thought, by letters or words, whichever is less; null without a thought.</summary>
    public double? KoreanThought { get; init; }

    /// <summary>Share of Korean in the answer; null without letters to judge.</summary>
    public double? KoreanAnswer { get; init; }

    /// <summary>Graded correct.</summary>
    [JsonIgnore]
    public bool IsCorrect => Verdict == VerdictKind.Correct;

    /// <summary>Cut off: it has no answer, whatever its thought says.</summary>
    [JsonIgnore]
    public bool IsTruncated => Finish != FinishReason.Stop;

    /// <summary>Grades one sample. Never throws, whatever the model wrote.</summary>
    public static EvalResponse Grade(EvalItem item, EvaluationProtocol protocol, string mode, int number, GeneratedText text)
    {
        bool cut = text.FinishReason != FinishReason.Stop;
        var verdict = Grader.Grade(text.Text, item.Answer, new GradeOptions
        {
            Truncated = cut, PrefilledThink = text.StartsInThought, Question = item.Prompt, Choices = item.Choices,
        });
        var language = LanguageConsistency.Of(text.Text, PromptLanguage.Korean, item.Prompt, text.StartsInThought);
        var format = FormatCheck.Check(text.Text, text.StartsInThought, protocol.EnableThinking == false ? ThinkingMode.NoThink : ThinkingMode.Think);
        return new()
        {
            Id = item.Id,
            Group = item.Group,
            Mode = mode,
            Sample = number,
            Prompt = protocol.Question(item),
            Gold = item.Answer,
            Response = text.Text,
            Answer = verdict.Extracted,
            Verdict = verdict.Kind,
            Why = text.FinishReason == FinishReason.Rejected ? text.Sample.Message! : verdict.Why,
            Tokens = text.Sample.Tokens.Length,
            Finish = text.FinishReason,
            FormatStrict = format.Strict && !cut,
            KoreanThought = language.Thought?.Share,
            KoreanAnswer = language.Answer?.Share,
        };
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Grading;

namespace Saenggak.Cli.Verbs.Grade;

/// <summary>A verdict in words: what was read, from where, why it is right or wrong, and what format and language are like.</summary>
/// <param name="Lines">For people: a heading and a sentence each.</param>
/// <param name="Json">For programs.</param>
internal sealed record Explanation(IReadOnlyList<(string Name, string Text)> Lines, JsonObject Json)
{
    private const int MaxQuote = 120;

    /// <summary>Explains one response.</summary>
    public static Explanation Of(string response, string? gold, GradeOptions options)
    {
        Verdict? verdict = gold is null ? null : Grader.Grade(response, gold, options);
        ExtractedAnswer answer = AnswerExtractor.Extract(response, options);
        FormatVerdict format = FormatCheck.Check(response, options.PrefilledThink, ThinkingMode.Either);
        ReasoningLanguage language = LanguageConsistency.Of(response, options.Question ?? "", options.PrefilledThink);

        var lines = new List<(string, string)>
        {
            ("answer", answer.Status switch
            {
                ExtractionStatus.Found => $"{Quote(answer.Text)}, from {Place(answer.Source)} in line {LineOf(response, answer.Offset)}; read as {AnswerDescription.Of(answer.Text!)}",
                ExtractionStatus.Truncated => $"none: {answer.Why}; what lies in a thought is never graded",
                _ => $"none: {answer.Why}",
            }),
        };
        if (verdict is { } graded)
        {
            lines.Add(("gold", $"{Quote(gold)}, read as {AnswerDescription.Of(gold!)}"));
            if (graded.Extracted is { } read && read != answer.Text) lines.Add(("graded", $"{Quote(read)}, read as {AnswerDescription.Of(read)}"));
            lines.Add(("verdict", $"{Name(graded.Kind)}: {graded.Why}"));
            lines.Add(("score", graded.Score is { } score ? score.ToString(CultureInfo.InvariantCulture) : "none; the row says nothing about the model"));
        }
        lines.Add(("format", format.Strict ? "kept" : string.Create(CultureInfo.InvariantCulture, $"not kept: {format.Why}; {100 * format.Score:0} % of its conditions hold")));
        lines.Add(("thought", language.Thought?.Explain() ?? "none to judge the language of"));
        lines.Add(("answer's language", language.Answer?.Explain() ?? "no letters to judge"));
        return new(lines, ToJson(verdict, answer, format, language));
    }

    /// <summary>What results call a kind of verdict.</summary>
    public static string Name(VerdictKind kind) => kind switch
    {
        VerdictKind.Correct => "correct",
        VerdictKind.Incorrect => "incorrect",
        VerdictKind.Unparsable => "unparsable",
        VerdictKind.Truncated => "truncated",
        _ => "gold-unverifiable",
    };

    /// <summary>A text on one line, shortened.</summary>
    public static string Quote(string? text)
    {
        if (text is null) return "nothing";
        text = text.ReplaceLineEndings("⏎");
        return text.Length <= MaxQuote ? $"«{text}»" : $"«{text[..(MaxQuote / 2)]} … {text[^(MaxQuote / 2)..]}»";
    }

    private static string Place(AnswerSources source) => source switch
    {
        AnswerSources.Boxed => "the last \\boxed{…}",
        AnswerSources.Hashes => "the line behind ####",
        AnswerSources.Sentence => "the last sentence that states an answer",
        AnswerSources.Whole => "the answer as a whole",
        AnswerSources.Guess => "the last formula or quantity, a guess",
        _ => "the last number",
    };

    private static int LineOf(string response, int offset) => response.AsSpan(0, Math.Clamp(offset, 0, response.Length)).Count('\n') + 1;

    private static JsonObject ToJson(Verdict? verdict, ExtractedAnswer answer, FormatVerdict format, ReasoningLanguage language) => new()
    {
        ["verdict"] = verdict is { } graded ? Name(graded.Kind) : null,
        ["score"] = verdict?.Score,
        ["why"] = verdict?.Why ?? answer.Why,
        ["extracted"] = verdict?.Extracted ?? answer.Text,
        ["source"] = answer.Source.ToString().ToLowerInvariant(),
        ["offset"] = answer.Offset,
        ["format"] = new JsonObject { ["strict"] = format.Strict, ["score"] = Math.Round(format.Score, 4), ["why"] = format.Why },
        ["language"] = new JsonObject { ["strict"] = language.Strict, ["thought"] = ToJson(language.Thought), ["answer"] = ToJson(language.Answer) },
    };

    private static JsonObject? ToJson(LanguageScore? score) => score is not { } parts ? null : new()
    {
        ["wanted"] = parts.Wanted.ToString().ToLowerInvariant(),
        ["soft"] = Math.Round(parts.Soft, 4),
        ["strict"] = parts.Strict,
        ["letter_share"] = Math.Round(parts.LetterShare, 4),
        ["word_share"] = Math.Round(parts.WordShare, 4),
    };
}

namespace Saenggak.Grading;

/// <summary>Finds the answer of a response and compares it; comparing two answers is <see cref="Grader"/>'s.</summary>
internal static class ResponseGrader
{
    /// <summary>Grades one response against a gold answer that can be checked.</summary>
    public static Verdict Grade(string response, string gold, GradeOptions options)
    {
        bool listed = SeveralAnswers.ListedBy(gold);
        bool several = options.SeveralAnswers ?? (listed || SeveralAnswers.AskedBy(options.Question));
        ExtractedAnswer answer = AnswerExtractor.Extract(response, options, several);
        if (answer.Status == ExtractionStatus.Truncated) return new(VerdictKind.Truncated, null, answer.Why);
        if (ChoiceList.From(options.Choices) is { } choices && ChoiceVerdict(response, answer, gold, choices, options) is { } chosen) return chosen;
        if (answer.Status == ExtractionStatus.Missing) return new(VerdictKind.Unparsable, null, answer.Why);

        Verdict verdict = Grader.Compare(answer.Text!, gold, options.RoundToGold);
        if (verdict.IsCorrect) return CheckAlternatives(verdict, answer, gold, options);
        if ((options.Sources & AnswerSources.Guess) != 0 && answer.Source != AnswerSources.Boxed && !(answer.Source == AnswerSources.Sentence && HasTwoNumbers(answer.Text!)))
        {
            // What stands there without a mark may be the answer as a whole, a matrix or a long list, or hold it.
            string whole = ThinkText.Split(response, options.PrefilledThink).Answer.Trim();
            if (Grader.AreEqual(whole, gold, options.RoundToGold) == true) return new(VerdictKind.Correct, whole, "holds the same value");
        }
        // «각각 구하고 더하시오» names several on the way to one.
        bool retry = several && !listed && options.SeveralAnswers is null && answer.Source == AnswerSources.Boxed;
        return retry ? Grade(response, gold, options with { SeveralAnswers = false }) : verdict;
    }

    // «사과는 13개이고 배는 12개» is not the 12 in it.
    private static bool HasTwoNumbers(ReadOnlySpan<char> text)
    {
        int numbers = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsDigit(text[i])) continue;
            numbers++;
            while (i + 1 < text.Length && (char.IsDigit(text[i + 1]) || text[i + 1] is ',' or '.')) i++;
        }
        return numbers > 1;
    }

    // «\boxed{3} 또는 \boxed{5}» leaves the choice to the reader; «\boxed{\frac12} 또는 \boxed{0.5}» does not.
    private static Verdict CheckAlternatives(Verdict verdict, ExtractedAnswer answer, string gold, GradeOptions options)
    {
        foreach (string alternative in answer.Alternatives)
        {
            if (!Grader.Compare(alternative, gold, options.RoundToGold).IsCorrect)
            {
                return new(VerdictKind.Incorrect, answer.Text, "offers another answer beside it");
            }
        }
        return verdict;
    }

    // Null where the gold names no choice: then answers are compared as they are.
    private static Verdict? ChoiceVerdict(string response, ExtractedAnswer answer, string gold, ChoiceList choices, GradeOptions options)
    {
        ChoiceReading wanted = choices.Read(gold, marks: null);
        if (wanted.Named == 0) return null;
        string? text = answer.Text;
        if (answer.Status == ExtractionStatus.Missing)
        {
            // A choice repeated without «정답은» is longer than other bare answers.
            text = ThinkText.Split(response, options.PrefilledThink).Answer.Trim();
            if (text.Contains('\n')) return null;
        }
        ChoiceReading named = choices.Read(text!, wanted.By);
        foreach (string alternative in answer.Alternatives)
        {
            ChoiceReading other = choices.Read(alternative, wanted.By);
            named = named with { Named = named.Named | other.Named };
        }
        if (answer.Status == ExtractionStatus.Missing && named is { Named: 0, Contradicts: false }) return null;
        if (named.Contradicts || (named.By != ChoiceName.Text && choices.IsAnother(Behind(response, answer), named.Named)))
        {
            return new(VerdictKind.Incorrect, text, "names a choice and contradicts it");
        }
        if (named.Named == wanted.Named) return new(VerdictKind.Correct, text, named.By != ChoiceName.Text ? "names the same choice" : "repeats the text of the choice");
        string why = named.Named == 0 ? "names no choice"
            : (named.Named & wanted.Named) == wanted.Named && wanted.Named != 0 ? "names other choices beside it"
            : "names another choice";
        return new(VerdictKind.Incorrect, text, why);
    }

    // «정답: B. 부산»: the sentence ends behind B, and the line goes on with the choice's text.
    private static ReadOnlySpan<char> Behind(string response, ExtractedAnswer answer)
    {
        if (answer.Offset < 0) return default;
        ReadOnlySpan<char> rest = response.AsSpan(Math.Min(response.Length, answer.Offset + answer.Text!.Length));
        int line = rest.IndexOf('\n');
        if (line >= 0) rest = rest[..line];
        return AnswerSentence.TrimEnding(rest.TrimStart(".)}]$* :-"));
    }
}

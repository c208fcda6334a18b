using System.Globalization;

namespace Saenggak.Grading;

/// <summary>
/// How much of one text is in the wanted language, with the parts that the score is made of, so that a person sees why.
/// <c>Soft = min(LetterShare, WordShare) · Substance · Own · Variety · Form</c>.
/// </summary>
public readonly record struct LanguageScore
{
    private const double StrictShare = 0.9;

    /// <summary>The language that was wanted.</summary>
    public required WantedLanguage Wanted { get; init; }

    /// <summary>Share of the letters of prose in the wanted language, hidden sentences counted as prose.</summary>
    public required double LetterShare { get; init; }

    /// <summary>Share of the words.</summary>
    public required double WordShare { get; init; }

    /// <summary>Below 1 for a thought that says nearly nothing.</summary>
    public required double Substance { get; init; }

    /// <summary>Below 1 where the text is copied from the prompt and adds little of its own.</summary>
    public required double Own { get; init; }

    /// <summary>Below 1 where the text goes in circles.</summary>
    public required double Variety { get; init; }

    /// <summary>Below 1 where too few words look like words of the language: syllables without particles and endings, romanised text.</summary>
    public required double Form { get; init; }

    /// <summary>Words of sentences in another language inside formulas, code, links and tags; they count in the shares.</summary>
    public required int HiddenWords { get; init; }

    /// <summary>Syllables that only fill («가가가가»); they count as foreign letters.</summary>
    public required int FillerLetters { get; init; }

    /// <summary>The smaller of the two shares, before the penalties.</summary>
    public double Share => Math.Min(LetterShare, WordShare);

    /// <summary>0 to 1.</summary>
    public double Soft => Share * Substance * Own * Variety * Form;

    /// <summary>At least nine tenths in the wanted language and no penalty.</summary>
    public bool Strict => Share >= StrictShare && Substance == 1 && Own == 1 && Variety == 1 && Form == 1;

    /// <summary>The parts in one line.</summary>
    public string Explain()
    {
        string parts = string.Create(CultureInfo.InvariantCulture, $"{Wanted}: {Soft:0.00} (letters {LetterShare:0.00}, words {WordShare:0.00}");
        void Add(double value, string name)
        {
            if (value < 1) parts += string.Create(CultureInfo.InvariantCulture, $"; {name} {value:0.00}");
        }
        Add(Substance, "hardly a thought");
        Add(Own, "copied from the prompt");
        Add(Variety, "goes in circles");
        Add(Form, "not the words of a language");
        if (HiddenWords > 0) parts += string.Create(CultureInfo.InvariantCulture, $"; {HiddenWords} foreign words inside formulas, code or tags");
        if (FillerLetters > 0) parts += string.Create(CultureInfo.InvariantCulture, $"; {FillerLetters} syllables of filler");
        return parts + ")";
    }

    internal static LanguageScore From(in LanguageTally tally, WantedLanguage wanted, bool thought)
    {
        int letters = tally.WantedLetters + tally.ForeignLetters, words = tally.WantedWords + tally.ForeignWords;
        int own = tally.NewWantedLetters, content = own + Math.Min(tally.Mathematics, 2 * own);
        // Korean says as much in fewer letters.
        double enough = wanted == WantedLanguage.Korean ? 8 : 12;
        // Answers may be lists of names; thoughts are sentences.
        // «가 나 다 라»: an ending has a stem before it.
        bool syllables = tally.SingleSyllables >= Math.Max(thought ? 5 : 6, tally.FormWords * 2 / 3.0);
        int hits = tally.FormHits - (syllables ? tally.SingleHits : 0);
        double needed = tally.FormWords < (thought ? 5 : syllables ? 6 : 12) ? 0 : Math.Max(1, Math.Floor(tally.FormWords * (wanted == WantedLanguage.Korean ? 0.25 : 0.12)));
        return new LanguageScore
        {
            Wanted = wanted,
            LetterShare = letters == 0 ? 0 : (double)tally.WantedLetters / letters,
            WordShare = words == 0 ? 0 : (double)tally.WantedWords / words,
            Substance = thought ? Math.Min(1, content / enough) : 1,
            Own = tally.CopiedLetters == 0 ? 1 : Math.Min(1, (tally.Streamed - tally.CopiedLetters + tally.OwnFormulas) / Math.Max(0.15 * tally.CopiedLetters, thought ? enough : 0)),
            Variety = tally.Streamed < 40 ? 1 : Math.Min(1, (1 - (double)tally.RepeatedLetters / tally.Streamed) / 0.4),
            Form = needed < 1 ? 1 : Math.Min(1, hits / needed),
            HiddenWords = tally.HiddenWords,
            FillerLetters = tally.FillerLetters,
        };
    }
}

/// <summary>Language of thought and answer apart.</summary>
/// <param name="Thought">The thought's score; null without a thought.</param>
/// <param name="Answer">The answer's score; null without letters in it.</param>
public readonly record struct ReasoningLanguage(LanguageScore? Thought, LanguageScore? Answer)
{
    /// <summary>The thought's score for use as a reward: 1 where there is none to judge.</summary>
    public double ThoughtReward => Thought?.Soft ?? 1;

    /// <summary>The answer's score for use as a reward: 1 where there is nothing to judge («\boxed{12}» alone is no foreign language).</summary>
    public double AnswerReward => Answer?.Soft ?? 1;

    /// <summary>The mean of the two.</summary>
    public double Soft => (ThoughtReward + AnswerReward) / 2;

    /// <summary>Both are strictly in the wanted language.</summary>
    public bool Strict => Thought?.Strict != false && Answer?.Strict != false;
}

using Saenggak.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>The steps a recipe may name.</summary>
public static class CleaningSteps
{
    private static readonly Dictionary<string, Func<StepSettings, ICleaningStep>> ByName = new(StringComparer.Ordinal)
    {
        ["html"] = settings => new HtmlStep(settings),
        ["images"] = settings => new ImageStep(settings),
        ["mojibake"] = settings => new MojibakeStep(settings),
        ["nfc"] = _ => new NfcStep(),
        ["control"] = _ => new ControlStep(),
        ["length"] = settings => new LengthStep(settings),
        ["hangul"] = settings => new HangulStep(settings),
        ["grammar"] = settings => new GrammarStep(settings),
        ["repetition"] = settings => new RepetitionStep(settings),
        ["keywords"] = settings => new KeywordStep(settings),
        ["language"] = _ => new LanguageStep(),
        ["profanity"] = settings => new WordLabelStep("profanity", WordLists.Profanity, WordLists.NoProfanity, settings),
        ["adult"] = settings => new WordLabelStep("adult", WordLists.Adult, WordLists.NotAdult, settings),
        ["pii"] = settings => new PiiStep(settings),
    };

    /// <summary>Names of the steps, in the order in which a recipe does well to have them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    /// <summary>Labels whose value is the number of words of a list that were found.</summary>
    public static IReadOnlyList<string> WordLabels { get; } = ["profanity", "adult"];

    /// <summary>Makes a step with its settings; those not named keep their defaults.</summary>
    /// <exception cref="InputException">No such step, a setting it does not know, or a value it cannot use.</exception>
    public static ICleaningStep Make(string name, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (!ByName.TryGetValue(name, out Func<StepSettings, ICleaningStep>? make))
        {
            throw new InputException($"unknown cleaning step \"{name}\"; expected one of {string.Join(", ", Names)}{NearestName.Hint(name, Names)}");
        }
        var given = new StepSettings(name, settings ?? new Dictionary<string, string>());
        ICleaningStep step = make(given);
        given.EnsureAllKnown();
        return step;
    }

    /// <summary>Makes every step with its defaults.</summary>
    public static IReadOnlyList<ICleaningStep> All() => [.. Names.Select(name => Make(name))];
}

namespace Saenggak.Data;

/// <summary>A text of a benchmark item, ready to be looked for: the question, or the worked answer.</summary>
internal sealed class BenchmarkPart
{
    public const string Prompt = "prompt", Solution = "solution";

    public required int Set { get; init; }

    public required int Item { get; init; }

    public required string Name { get; init; }

    public required string Text { get; init; }

    /// <summary>Whether words rather than characters make its grams.</summary>
    public required bool InWords { get; init; }

    /// <summary>Length in symbols.</summary>
    public required int Symbols { get; init; }

    /// <summary>Length in what its grams are made of.</summary>
    public required int Length { get; init; }

    /// <summary>Its different numbers.</summary>
    public required HashSet<string> Numbers { get; init; }

    /// <summary>For a short item all that must stand in a text; otherwise null.</summary>
    public string? ShortKey { get; init; }

    /// <summary>Its different grams that count; 0 for a short item.</summary>
    public int Grams { get; set; }

    /// <summary>The parts of an item that are looked for.</summary>
    public static IEnumerable<BenchmarkPart> Of(BenchmarkItem item, int set, int index, DecontaminationOptions options)
    {
        var masked = new MaskedText();
        BenchmarkPart question = Make(item.Prompt, Prompt, set, index, masked, options);
        if (question.ShortKey is not null && item.Choices.Count > 0)
        {
            // «다음 설명 중 옳지 않은 것은?» is a question only with its choices; half as long again, it is one by itself too.
            if (2 * question.Symbols >= 3 * options.MinContained) yield return question;
            question = Make($"{item.Prompt}\n{string.Join('\n', item.Choices)}", Prompt, set, index, masked, options);
        }
        if (question.Symbols > 0) yield return question;
        if (string.IsNullOrWhiteSpace(item.Solution)) yield break;
        BenchmarkPart solution = Make(item.Solution, Solution, set, index, masked, options);
        if (solution.ShortKey is null) yield return solution;
    }

    private static BenchmarkPart Make(string text, string name, int set, int item, MaskedText masked, DecontaminationOptions options)
    {
        masked.Read(text);
        // A fifth of Hangul makes an item Korean, however many names and formulas stand in it.
        (int latin, int other) = masked.Letters;
        bool inWords = latin > 4 * other;
        int length = inWords ? masked.WordCount : masked.Length;
        bool isShort = length - (inWords ? options.GramWords : options.GramChars) + 1 < options.MinGrams;
        return new BenchmarkPart
        {
            Set = set,
            Item = item,
            Name = name,
            Text = masked.Text,
            InWords = inWords,
            Symbols = masked.Length,
            Length = length,
            Numbers = masked.Numbers(0, masked.Length),
            ShortKey = isShort && masked.Length > 0 ? MaskedText.Key(masked.Text.AsSpan()[masked.Start(0)..masked.End(masked.Length - 1)]) : null,
        };
    }
}

namespace Saenggak.Data;

/// <summary>How contamination is told. Lengths are of letters and digits, or words; a number counts as one of either.</summary>
public sealed record DecontaminationOptions
{
    /// <summary>The defaults.</summary>
    public static DecontaminationOptions Default { get; } = new();

    /// <summary>Characters in a gram of a Korean item. Characters, because Korean words change their endings.</summary>
    public int GramChars { get; init; } = 8;

    /// <summary>Words in a gram of an item in English or another language of Latin letters.</summary>
    public int GramWords { get; init; } = 5;

    /// <summary>Least share of an item's grams, within a stretch of text of <see cref="Window"/> times the item's length, that makes a match.</summary>
    public double MinOverlap { get; init; } = 0.5;

    /// <summary>How many times an item's length its grams may be spread over. Those of a long page would meet by chance.</summary>
    public double Window { get; init; } = 2;

    /// <summary>An item with fewer grams is short: it must stand in the text whole.</summary>
    public int MinGrams { get; init; } = 16;

    /// <summary>A short item with fewer letters is no evidence within a longer text; only a text that is the item and nothing else is.</summary>
    public int MinContained { get; init; } = 12;

    /// <summary>A gram that more items of one benchmark have is a phrase of that benchmark («다음 중 옳지 않은 것은») and no evidence.</summary>
    public int MaxItemsPerGram { get; init; } = 50;

    /// <summary>Remove also texts that differ from an item in numbers and names.</summary>
    public bool RemoveTemplates { get; init; }
}

namespace Saenggak.Data.Cleaning;

/// <summary>One small step of a cleaning recipe. It keeps nothing between documents, so it may be used by many threads at once.</summary>
public interface ICleaningStep
{
    /// <summary>Name in recipes, lineage and reports; a key of <see cref="CleaningSteps.Names"/>.</summary>
    string Name { get; }

    /// <summary>True where the text before must not appear in samples, because the step removes what is private.</summary>
    bool HidesBefore => false;

    /// <summary>Decides on one document.</summary>
    StepResult Apply(Document document);
}

/// <summary>What a step decided: keep the document as it is, change it, or drop it.</summary>
public readonly record struct StepResult
{
    /// <summary>Kept as it is.</summary>
    public static StepResult Unchanged => default;

    /// <summary>The new document; null where nothing changed.</summary>
    public Document? Changed { get; private init; }

    /// <summary>Why it is dropped, one of a few fixed phrases; null where it is kept.</summary>
    public string? Dropped { get; private init; }

    /// <summary>What changed, for the lineage, with counts.</summary>
    public string What { get; private init; }

    /// <summary>Keeps the document changed.</summary>
    public static StepResult Change(Document document, string what) => new() { Changed = document, What = what };

    /// <summary>Keeps the document with a new text; unchanged where the text is the same.</summary>
    public static StepResult Rewrite(Document document, string text, string what) =>
        string.Equals(text, document.Text, StringComparison.Ordinal) ? Unchanged : Change(document with { Text = text }, what);

    /// <summary>Keeps the document with a label.</summary>
    public static StepResult Label(Document document, string name, string value) =>
        Change(document with { Labels = document.Labels.SetItem(name, value) }, value);

    /// <summary>Drops the document.</summary>
    public static StepResult Drop(string why) => new() { Dropped = why, What = why };
}

namespace Saenggak.Data.Cleaning;

/// <summary>What one step did to one document.</summary>
/// <param name="StepIndex">Which step.</param>
/// <param name="What">What it changed, or why it dropped.</param>
/// <param name="Before">The document before.</param>
/// <param name="After">The document after; null where it was dropped.</param>
public readonly record struct StepEvent(int StepIndex, string What, Document Before, Document? After);

/// <summary>A document that went through the steps.</summary>
public sealed record CleanedDocument
{
    /// <summary>The document as the last step left it.</summary>
    public required Document Document { get; init; }

    /// <summary>What the steps did, in order; steps that did nothing are not among them.</summary>
    public required IReadOnlyList<StepEvent> Events { get; init; }

    /// <summary>Name of the step that dropped it; null where it is kept.</summary>
    public string? DroppedBy { get; init; }

    /// <summary>Why it was dropped.</summary>
    public string? DroppedWhy { get; init; }
}

/// <summary>Runs documents through steps in order; the first that drops a document ends its way. Safe for many threads.</summary>
public sealed class CleaningPipeline(IReadOnlyList<ICleaningStep> steps)
{
    /// <summary>The steps.</summary>
    public IReadOnlyList<ICleaningStep> Steps => steps;

    /// <summary>Cleans one document; every change is added to its lineage. A document that a step fails on is dropped by it.</summary>
    public CleanedDocument Clean(Document document)
    {
        var events = new List<StepEvent>();
        for (int i = 0; i < steps.Count; i++)
        {
            (StepResult result, string? detail) = Apply(steps[i], document);
            if (result.Dropped is null && result.Changed is null) continue;
            var entry = new LineageEntry(steps[i].Name, detail is null ? result.What : $"{result.What}: {detail}");
            Document after = result.Changed ?? document;
            after = after with { Lineage = after.Lineage.Add(entry) };
            events.Add(new StepEvent(i, result.What, document, result.Dropped is null ? after : null));
            document = after;
            if (result.Dropped is not null)
            {
                return new CleanedDocument { Document = document, Events = events, DroppedBy = steps[i].Name, DroppedWhy = result.Dropped };
            }
        }
        return new CleanedDocument { Document = document, Events = events };
    }

    // One page that a parser stumbles over must not end a run over millions. The message, which may hold text of the page, is no reason to count by.
    private static (StepResult Result, string? Detail) Apply(ICleaningStep step, Document document)
    {
        try
        {
            return (step.Apply(document), null);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            return (StepResult.Drop($"the step failed ({e.GetType().Name})"), e.Message.ReplaceLineEndings(" "));
        }
    }
}

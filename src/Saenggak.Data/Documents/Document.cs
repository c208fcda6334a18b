using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>What one step did to a document.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="What">What it did, in a few words with its counts: «[전화번호] 2».</param>
public readonly record struct LineageEntry(string Step, string What);

/// <summary>A text with where it came from and what was done to it. It is never changed; a step makes a new one.</summary>
public sealed record Document
{
    /// <summary>Unique within a collection: the source and a key or place, «nsmc:10275182».</summary>
    public required string Id { get; init; }

    /// <summary>The text, in the form that <see cref="Format"/> names.</summary>
    public required string Text { get; init; }

    /// <summary>Name of the collection.</summary>
    public required string Source { get; init; }

    /// <summary>Licence as the source states it; null where it states none.</summary>
    public string? Licence { get; init; }

    /// <summary>Address of the page.</summary>
    public string? Url { get; init; }

    /// <summary>Date as the source writes it.</summary>
    public string? Date { get; init; }

    /// <summary>Language: ko, en, ja, zh, mixed, other, or none for a text without letters; null before it was told.</summary>
    public string? Language { get; init; }

    /// <summary>One of <see cref="DocumentFormat"/>.</summary>
    public string Format { get; init; } = DocumentFormat.Text;

    /// <summary>What steps found and did not remove, by name of the step.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>What was done, in order.</summary>
    public ImmutableArray<LineageEntry> Lineage { get; init; } = [];

    /// <summary>Columns of the source that mean nothing here. Not to be changed.</summary>
    public JsonObject? Columns { get; init; }

    private static ImmutableSortedDictionary<string, string> NoLabels { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>The forms in which a document's text may be.</summary>
public static class DocumentFormat
{
    /// <summary>Plain text.</summary>
    public const string Text = "text";

    /// <summary>Markdown, also what is left of HTML after cleaning.</summary>
    public const string Markdown = "markdown";

    /// <summary>A page or a fragment of HTML.</summary>
    public const string Html = "html";
}

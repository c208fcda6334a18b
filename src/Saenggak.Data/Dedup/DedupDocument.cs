namespace Saenggak.Data;

/// <summary>What deduplication looks at in a document; the document itself is known by its place in the order.</summary>
/// <param name="Text">The text.</param>
/// <param name="Source">Where it comes from, for <see cref="KeepRule.Source"/>.</param>
/// <param name="Date">When it was written, for <see cref="KeepRule.Newest"/>.</param>
public readonly record struct DedupDocument(string Text, string? Source = null, DateTimeOffset? Date = null);

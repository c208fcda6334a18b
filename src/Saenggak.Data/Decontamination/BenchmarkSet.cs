namespace Saenggak.Data;

/// <summary>A question that no training text should hold.</summary>
public sealed record BenchmarkItem
{
    /// <summary>Name of the item in reports.</summary>
    public required string Id { get; init; }

    /// <summary>The question.</summary>
    public required string Prompt { get; init; }

    /// <summary>Choices of a multiple-choice question; they count as part of a question too short to be told by itself.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The worked answer, looked for as the question is; null where there is none. A bare answer («27») is no such text.</summary>
    public string? Solution { get; init; }
}

/// <summary>A benchmark: a name and its questions.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Items">The questions.</param>
public sealed record BenchmarkSet(string Name, IReadOnlyList<BenchmarkItem> Items);

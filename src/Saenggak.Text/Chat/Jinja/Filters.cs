namespace Saenggak.Text.Chat.Jinja;

/// <summary>Every filter by name.</summary>
internal static class Filters
{
    public static IReadOnlyDictionary<string, Builtin> All { get; } =
        new Dictionary<string, Builtin>(TextFilters.All.Concat(SequenceFilters.All), StringComparer.Ordinal);
}

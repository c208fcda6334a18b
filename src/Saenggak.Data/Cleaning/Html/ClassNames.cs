namespace Saenggak.Data.Cleaning;

/// <summary>Looks names up in a class attribute as it is written. The list that the page would make of it costs more than the rest of a walk.</summary>
internal static class ClassNames
{
    private const string WhiteSpace = " \t\n\f\r";

    /// <summary>Whether one of the names is known.</summary>
    public static bool Any(string? names, HashSet<string> known)
    {
        if (string.IsNullOrEmpty(names)) return false;
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (Range part in names.AsSpan().SplitAny(WhiteSpace))
        {
            if (lookup.Contains(names.AsSpan(part))) return true;
        }
        return false;
    }
}

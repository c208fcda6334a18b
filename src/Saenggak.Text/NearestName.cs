namespace Saenggak.Text;

/// <summary>Finds what somebody probably meant to type.</summary>
public static class NearestName
{
    /// <summary>The known name with the smallest edit distance, or null when none is near (more than about a third of it differs).</summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(typed, name);
            if (distance >= bestDistance) continue;
            best = name;
            bestDistance = distance;
        }
        return best is not null && bestDistance <= Math.Max(1, (Math.Max(typed.Length, best.Length) + 1) / 3) ? best : null;
    }

    /// <summary>The end of a message: <c>; did you mean "seed"?</c>, or nothing where no name is near.</summary>
    public static string Hint(string typed, IEnumerable<string> known) => Find(typed, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    /// <summary>Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of neighbours, each 1.</summary>
    public static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substitution, Math.Min(last[j], row[j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[b.Length];
    }
}

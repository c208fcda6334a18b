namespace Saenggak.Evaluation;

/// <summary>
/// Estimates of accuracy and how sure they are. Intervals take the items for a random draw from the questions one cares about;
/// several samples of one item tell little more about the other items, so items are the units, not samples.
/// </summary>
public static class Statistics
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Wilson's score interval (J. Am. Stat. Assoc. 22, 1927) of a proportion: within 0 to 1, and not empty where none or all succeeded.
    /// </summary>
    /// <param name="successes">Successes; need not be whole.</param>
    /// <param name="trials">Trials, more than 0; need not be whole.</param>
    public static Interval Wilson(double successes, double trials)
    {
        if (!(trials > 0) || !(successes >= 0 && successes <= trials)) throw new ArgumentException($"{successes} of {trials}; expected 0 to n of n > 0");
        double p = successes / trials, zz = Z * Z / trials;
        double middle = (p + zz / 2) / (1 + zz), half = Z * Math.Sqrt((p * (1 - p) + zz / 4) / trials) / (1 + zz);
        // At the ends the formula gives exactly 0 and 1; rounding must not push it past them.
        return new(successes == 0 ? 0 : Math.Max(0, middle - half), successes == trials ? 1 : Math.Min(1, middle + half));
    }

    /// <summary>Mean of the items' shares of correct samples, and its interval.</summary>
    /// <remarks>
    /// Wilson's interval with the effective number of trials p·(1 − p)/SE², SE² the variance of the item means over the number of items
    /// (Kott and Carr, J. Off. Stat. 13, 1997). With one sample an item it is Wilson's interval itself; with many it approaches the
    /// normal interval over items, and stays within 0 to 1.
    /// </remarks>
    /// <param name="itemMeans">For each item the share of its samples that are correct; at least one item.</param>
    /// <param name="samples">Samples of each item.</param>
    public static (double Mean, Interval Interval) OverItems(ReadOnlySpan<double> itemMeans, int samples)
    {
        double sum = 0, squares = 0;
        foreach (double value in itemMeans) sum += value;
        double mean = sum / itemMeans.Length;
        foreach (double value in itemMeans) squares += (value - mean) * (value - mean);
        double effective = Effective(mean, squares / itemMeans.Length, itemMeans.Length, samples);
        return (mean, Wilson(Math.Clamp(mean, 0, 1) * effective, effective));
    }

    /// <summary>
    /// Unbiased estimate of the chance that at least one of k samples is correct, from n samples of which c are:
    /// 1 − C(n − c, k)/C(n, k) (arXiv 2107.03374).
    /// </summary>
    public static double PassAt(int k, int n, int c)
    {
        if (k < 1 || k > n || c < 0 || c > n) throw new ArgumentException($"pass@{k} of {c} correct among {n}; expected 1 ≤ k ≤ n and 0 ≤ c ≤ n");
        if (n - c < k) return 1;
        double allWrong = 1;
        for (int i = n - c + 1; i <= n; i++) allWrong *= 1 - (double)k / i;
        return 1 - allWrong;
    }

    private static double Effective(double mean, double variance, int items, int samples)
    {
        double binomial = mean * (1 - mean);
        // No item ever right, or none ever wrong: nothing shows how much the items differ, so each counts once.
        if (binomial <= 0) return items;
        double most = (double)items * samples;
        return variance <= 0 ? most : Math.Clamp(binomial * items / variance, items, most);
    }
}

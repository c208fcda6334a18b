using System.Globalization;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>What repeated measurements of one thing came to, in seconds.</summary>
internal readonly record struct Timings(double Median, double Least, double Most)
{
    /// <summary>Sums up; at least one value.</summary>
    public static Timings Of(ReadOnlySpan<double> seconds)
    {
        var sorted = seconds.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.000} s ({Least:0.000}–{Most:0.000})");
}

using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data.Mixing;

/// <summary>A category of a mixture.</summary>
public sealed record MixCategory
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The set that takes its place; null where its own rows do.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Rows there are to take from.</summary>
    public required int Available { get; init; }

    /// <summary>Rows the recipe asks for, which is what is taken.</summary>
    public required int Wanted { get; init; }
}

/// <summary>How many rows of each category a recipe asks for.</summary>
internal static class MixPlan
{
    // An error is one line, however many categories there are.
    private const int Named = 4;

    /// <param name="recipe">The recipe.</param>
    /// <param name="own">Rows of each category in the sets that replace none.</param>
    /// <param name="replacing">Rows of each set that replaces a category.</param>
    /// <exception cref="InputException">An unknown category, weights that say nothing, or too few rows.</exception>
    public static IReadOnlyList<MixCategory> Of(MixRecipe recipe, SortedDictionary<string, int> own, IReadOnlyDictionary<string, int> replacing)
    {
        CheckNames(recipe, own.Keys);
        string[] names = [.. own.Keys.Concat(recipe.Replace.Keys).Distinct().Order(StringComparer.Ordinal)];
        int Available(string name) => recipe.Replace.TryGetValue(name, out string? set) ? replacing[set] : own.GetValueOrDefault(name);

        int[] wanted = recipe.Counts.Count > 0 ? [.. names.Select(name => recipe.Counts.GetValueOrDefault(name))]
            : recipe.Weights.Count > 0 ? Weighted(recipe, names, Available)
            : recipe.Rows is { } rows ? Shared(rows, [.. names.Select(name => (double)own.GetValueOrDefault(name))])
            : [.. names.Select(name => own.GetValueOrDefault(name))];
        MixCategory[] categories = [.. names.Select((name, i) => new MixCategory { Name = name, ReplacedBy = recipe.Replace.GetValueOrDefault(name), Available = Available(name), Wanted = wanted[i] })];
        RequireEnough(categories, recipe.Repeat);
        return categories;
    }

    /// <summary>Throws where the numbers of a recipe do not fit together.</summary>
    public static void CheckNumbers(MixRecipe recipe)
    {
        if (recipe.Weights.Count > 0 && recipe.Counts.Count > 0) throw new InputException("mix: \"weights\" and \"counts\" are both given; expected one of them.");
        foreach ((string name, double weight) in recipe.Weights)
        {
            if (!(weight >= 0) || double.IsInfinity(weight)) throw new InputException(string.Create(CultureInfo.InvariantCulture, $"mix: the weight of \"{name}\" is {weight}; expected 0 or more."));
        }
        if (recipe.Weights.Count > 0 && recipe.Weights.Values.All(weight => weight == 0)) throw new InputException("mix: all weights are 0; expected at least one above 0.");
        if (recipe.Counts.Count > 0 && recipe.Rows is { } told && recipe.Counts.Values.Sum(count => (long)count) is var sum && sum != told)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"mix: \"counts\" sum to {sum:#,0} and \"rows\" is {told:#,0}; expected the same, or one of them alone."));
        }
    }

    /// <summary>Throws where a recipe names a category that neither the sets have nor another set replaces.</summary>
    public static void CheckNames(MixRecipe recipe, IEnumerable<string> own)
    {
        HashSet<string> known = [.. own];
        // A category that another set replaces may have no rows of its own where its number is told.
        Check("replace", recipe.Replace.Keys, [.. known, .. recipe.Weights.Keys, .. recipe.Counts.Keys]);
        Check("weights", recipe.Weights.Keys, [.. known, .. recipe.Replace.Keys]);
        Check("counts", recipe.Counts.Keys, [.. known, .. recipe.Replace.Keys]);
    }

    /// <summary>Whole numbers with this sum in these shares, those with the largest remainders rounded up.</summary>
    internal static int[] Shared(int rows, double[] weights)
    {
        double all = weights.Sum();
        double[] exact = [.. weights.Select(weight => rows * (weight / all))];
        int[] counts = [.. exact.Select(value => (int)Math.Floor(value))];
        int left = rows - counts.Sum();
        foreach (int i in Enumerable.Range(0, counts.Length).Where(i => weights[i] > 0).OrderByDescending(i => exact[i] - counts[i]).ThenBy(i => i).Take(left)) counts[i]++;
        return counts;
    }

    private static int[] Weighted(MixRecipe recipe, string[] names, Func<string, int> available)
    {
        double[] weights = [.. names.Select(name => recipe.Weights.GetValueOrDefault(name))];
        double all = weights.Sum();
        if (recipe.Rows is { } rows) return Shared(rows, weights);
        // As many as there can be in these shares.
        double most = Enumerable.Range(0, names.Length).Where(i => weights[i] > 0).Min(i => (double)available(names[i]) * recipe.Repeat * all / weights[i]);
        int[] counts = Shared((int)Math.Min(int.MaxValue, most), weights);
        for (int i = 0; i < names.Length; i++) counts[i] = (int)Math.Min(counts[i], (long)available(names[i]) * recipe.Repeat);
        return counts;
    }

    private static void RequireEnough(MixCategory[] categories, int repeat)
    {
        string[] missing =
        [
            .. categories.Select(category => (category, Missing: category.Wanted - ((long)category.Available * repeat))).Where(one => one.Missing > 0)
                .Select(one => string.Create(CultureInfo.InvariantCulture, $"\"{one.category.Name}\" has {one.category.Available:#,0} rows of {one.category.Wanted:#,0} wanted, {one.Missing:#,0} missing")),
        ];
        if (missing.Length == 0)
        {
            if (categories.All(category => category.Wanted == 0)) throw new InputException("mix: no row is asked for; expected a count above 0.");
            return;
        }
        string again = repeat > 1 ? string.Create(CultureInfo.InvariantCulture, $" with each up to {repeat} times") : "";
        long needed = categories.Where(category => category.Available > 0).Max(category => (category.Wanted + (long)category.Available - 1) / category.Available);
        throw new InputException(string.Create(CultureInfo.InvariantCulture, $"mix: {string.Join("; ", missing.Take(Named))}{(missing.Length > Named ? $"; {missing.Length - Named} more" : "")}{again}. Ask for fewer, add rows, or let rows stand several times with repeat: {needed}."));
    }

    private static void Check(string key, IEnumerable<string> named, HashSet<string> known)
    {
        foreach (string name in named)
        {
            if (!known.Contains(name)) throw new InputException($"mix: unknown category \"{name}\" in \"{key}\"; the sets have {string.Join(", ", known.Order(StringComparer.Ordinal).Take(30))}.");
        }
    }
}

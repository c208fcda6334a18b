using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Data.Problems;
using Saenggak.Text;

namespace Saenggak.Data.Mixing;

/// <summary>
/// Composes a dataset from sets: <c>train.jsonl</c> (or numbered shards), <c>valid.jsonl</c> and <c>report.json</c>. Files are read twice;
/// of each row its place and its hashes are held, some 40 bytes. Rows of a category are taken in the order of a hash of their ids, so which ones hangs on the seed
/// and on that category alone.
/// </summary>
public static class Mixer
{
    /// <summary>Name of the file of held-out rows.</summary>
    public const string ValidFile = "valid.jsonl";

    /// <summary>Names of the files of rows, with <c>*</c>.</summary>
    public static IReadOnlyList<string> RowFiles { get; } = ["train*.jsonl", ValidFile];

    /// <summary>Name of the report.</summary>
    public const string ReportFile = "report.json";

    private const string Step = "mix";

    /// <summary>A row that is taken: which, the set and category it comes from, and which copy it is, from 0.</summary>
    private readonly record struct Taken(MixRow Row, int Set, int Category, int Copy, int Copies, double Place);

    /// <summary>Makes the mixture.</summary>
    /// <exception cref="InputException">A set is empty or cannot be read, or the recipe asks for what is not there.</exception>
    public static MixReport Run(MixRecipe recipe, string folder, CancellationToken cancellation = default)
    {
        Check(recipe);
        Directory.CreateDirectory(folder);
        ulong seed = (ulong)recipe.Seed;
        using var sources = new MixSources();
        foreach ((string name, MixSet set) in recipe.Sets) sources.Read(name, set, seed, folder, cancellation);
        string[] sets = [.. recipe.Sets.Keys];
        (IReadOnlyList<MixCategory> categories, List<(MixRow Row, int Set)>[] pools) = Pools(recipe, sources, sets);

        var taken = new List<Taken>();
        for (int i = 0; i < categories.Count; i++) Take(pools[i], i, categories[i].Wanted, taken);
        HashSet<ulong> held = Held(taken, recipe.Valid, seed);
        List<Taken> train = [.. taken.Where(row => !held.Contains(row.Row.Prompt))];
        // A copy in the held-out rows would count a prompt twice.
        List<Taken> valid = [.. taken.Where(row => row.Copy == 0 && held.Contains(row.Row.Prompt))];
        Sort(train, recipe.Order, seed);
        Sort(valid, recipe.Order, seed);

        DeleteOld(folder);
        List<string> files = Write(train, "train", recipe.ShardRows, valid, folder, Load, cancellation);
        var report = new MixReport
        {
            Sets = [.. sets.Select((name, i) => new MixSetReport(name, sources.Rows.Where(entry => entry.Key.Set == name).Sum(entry => entry.Value.Count), taken.Count(row => row.Set == i)))],
            Categories = categories,
            Rows = taken.Count,
            Train = train.Count,
            Valid = valid.Count,
            ValidPrompts = held.Count,
            Copies = taken.Count(row => row.Copy > 0),
            Files = files,
        };
        AtomicFile.WriteAllText(Path.Combine(folder, ReportFile), report.ToJson().ToJsonString(MixReport.Indented) + "\n");
        return report;

        JsonObject Load(Taken row)
        {
            MixCategory category = categories[row.Category];
            string what = category.ReplacedBy is null ? $"set {sets[row.Set]}, category {category.Name}" : $"set {sets[row.Set]} in the place of category {category.Name}";
            if (row.Copies > 1) what += string.Create(CultureInfo.InvariantCulture, $", copy {row.Copy + 1} of {row.Copies}");
            JsonObject json = sources.Load(row.Row);
            RowLineage.Add(json, Step, what);
            return json;
        }
    }

    /// <summary>Finds what is wrong with a recipe before any row is read.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="ofColumns">Categories in the sets that name a column for them; null where those are not known yet.</param>
    /// <exception cref="InputException">A set or a category that there is not, or numbers that do not fit together.</exception>
    public static void Check(MixRecipe recipe, IReadOnlyCollection<string>? ofColumns = null)
    {
        if (recipe.Sets.Count == 0) throw new InputException("mix: there are no sets; expected \"sets\" with a name and a path each.");
        foreach ((string name, MixSet set) in recipe.Sets)
        {
            if (set.Path.Count == 0) throw new InputException($"mix: the set \"{name}\" has no path; expected a JSONL file or a folder of it.");
            if (set is { Category: not null, Column: not null }) throw new InputException($"mix: the set \"{name}\" has \"category\" and \"column\"; expected one of them.");
        }
        foreach ((string category, string set) in recipe.Replace)
        {
            if (!recipe.Sets.ContainsKey(set)) throw new InputException($"mix: \"replace\" puts the set \"{set}\" in the place of \"{category}\"; expected one of the sets {string.Join(", ", recipe.Sets.Keys)}.");
        }
        MixPlan.CheckNumbers(recipe);
        MixSet[] own = [.. recipe.Sets.Where(set => !recipe.Replace.Values.Contains(set.Key, StringComparer.Ordinal)).Select(set => set.Value.Column is null ? set.Value with { Category = set.Value.Category ?? set.Key } : set.Value)];
        if (own.All(set => set.Column is null)) MixPlan.CheckNames(recipe, own.Select(set => set.Category!));
        else if (ofColumns is not null) MixPlan.CheckNames(recipe, own.Select(set => set.Category).OfType<string>().Concat(ofColumns));
    }

    private static (IReadOnlyList<MixCategory>, List<(MixRow, int)>[]) Pools(MixRecipe recipe, MixSources sources, string[] sets)
    {
        HashSet<string> replacing = [.. recipe.Replace.Values];
        var own = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var ofSet = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (((string set, string category), List<MixRow> rows) in sources.Rows)
        {
            ofSet[set] = ofSet.GetValueOrDefault(set) + rows.Count;
            if (!replacing.Contains(set)) own[category] = own.GetValueOrDefault(category) + rows.Count;
        }
        IReadOnlyList<MixCategory> categories = MixPlan.Of(recipe, own, ofSet);
        var pools = new List<(MixRow, int)>[categories.Count];
        for (int i = 0; i < pools.Length; i++)
        {
            MixCategory category = categories[i];
            pools[i] = [.. sources.Rows
                .Where(entry => category.ReplacedBy is { } set ? entry.Key.Set == set : entry.Key.Category == category.Name && !replacing.Contains(entry.Key.Set))
                .SelectMany(entry => entry.Value.Select(row => (row, Array.IndexOf(sets, entry.Key.Set))))];
        }
        return (categories, pools);
    }

    private static void Take(List<(MixRow Row, int Set)> pool, int category, int wanted, List<Taken> taken)
    {
        pool.Sort(static (a, b) => a.Row.Key != b.Row.Key ? a.Row.Key.CompareTo(b.Row.Key) : ByPlace(a.Row, b.Row));
        for (int i = 0; i < wanted; i++)
        {
            (MixRow row, int set) = pool[i % pool.Count];
            int copies = (wanted / pool.Count) + (i % pool.Count < wanted % pool.Count ? 1 : 0);
            taken.Add(new Taken(row, set, category, i / pool.Count, copies, (i + 0.5) / wanted));
        }
    }

    // Prompts in the order of their hashes, as long as all their rows fit.
    private static HashSet<ulong> Held(List<Taken> taken, double valid, ulong seed)
    {
        if (valid == 0) return [];
        long wanted = valid < 1 ? (long)Math.Round(valid * taken.Count) : (long)valid;
        if (wanted >= taken.Count)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"mix: \"valid\" is {valid:#,0.####} and the mixture has {taken.Count:#,0} rows; expected fewer, or a share below 1."));
        }
        var held = new HashSet<ulong>();
        long rows = 0;
        foreach (IGrouping<ulong, Taken> prompt in taken.Where(row => row.Copy == 0).GroupBy(row => row.Row.Prompt).OrderBy(group => NGrams.Mix(group.Key ^ seed)).ThenBy(group => group.Key))
        {
            int count = prompt.Count();
            if (rows == wanted) break;
            if (rows + count > wanted) continue;
            held.Add(prompt.Key);
            rows += count;
        }
        return held;
    }

    private static void Sort(List<Taken> rows, MixOrder order, ulong seed)
    {
        // Two copies of a row, and rows of one id, come in one order whatever the sort does.
        static int Rest(Taken a, Taken b) => a.Category != b.Category ? a.Category.CompareTo(b.Category) : a.Row != b.Row ? ByPlace(a.Row, b.Row) : a.Copy.CompareTo(b.Copy);
        switch (order)
        {
            case MixOrder.Shuffled:
                ulong Chance(Taken row) => NGrams.Mix(row.Row.Key ^ NGrams.Mix(seed + ((ulong)row.Copy * NGrams.Base) + 1));
                rows.Sort((a, b) => Chance(a) is var x && Chance(b) is var y && x != y ? x.CompareTo(y) : Rest(a, b));
                break;
            case MixOrder.Interleaved:
                rows.Sort((a, b) => a.Place != b.Place ? a.Place.CompareTo(b.Place) : Rest(a, b));
                break;
            default:
                rows.Sort((a, b) => a.Row != b.Row ? ByPlace(a.Row, b.Row) : a.Category != b.Category ? a.Category.CompareTo(b.Category) : a.Copy.CompareTo(b.Copy));
                break;
        }
    }

    private static int ByPlace(MixRow a, MixRow b) => a.File != b.File ? a.File.CompareTo(b.File) : a.Offset.CompareTo(b.Offset);

    private static void DeleteOld(string folder)
    {
        foreach (string old in RowFiles.SelectMany(name => Directory.EnumerateFiles(folder, name))) File.Delete(old);
    }

    private static List<string> Write(
        List<Taken> train, string name, int shardRows, List<Taken> valid, string folder, Func<Taken, JsonObject> load, CancellationToken cancellation)
    {
        var files = new List<string>();
        int shards = Math.Max(1, (int)(((long)train.Count + shardRows - 1) / shardRows));
        for (int shard = 0; shard < shards; shard++)
        {
            files.Add(shards == 1 ? $"{name}.jsonl" : string.Create(CultureInfo.InvariantCulture, $"{name}-{shard:D5}.jsonl"));
            Rows(files[^1], train.Skip(shard * shardRows).Take(shardRows));
        }
        if (valid.Count > 0)
        {
            files.Add(ValidFile);
            Rows(ValidFile, valid);
        }
        return files;

        void Rows(string file, IEnumerable<Taken> rows) => JsonLinesWriter.WriteAll(Path.Combine(folder, file), rows.Select(row =>
        {
            cancellation.ThrowIfCancellationRequested();
            return load(row);
        }));
    }
}

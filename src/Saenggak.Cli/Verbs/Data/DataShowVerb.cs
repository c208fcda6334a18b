using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saenggak.Cli.Hosting;
using Saenggak.Data;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Tells a row's story.</summary>
internal static partial class DataShowVerb
{
    private const int ShownChars = 700, ShownPlaces = 8, ShownOthers = 5, Width = 12;

    private static readonly Argument<string> RowArgument = new("row") { Description = "The id of a row, or FILE:LINE" };
    private static readonly Option<string?> InOption = new("--in") { Description = "The folder to search, with all below it [default: that above the file's, or this one]", HelpName = "folder" };

    // Columns that tell where a row comes from, in this order; what else it has comes after.
    private static readonly string[] Origin = ["source", "licence", "license", "url", "date", "language", "category", .. RowLineage.Names];
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        "id", "text", "content", "document", "messages", "conversations", "prompt", "question", "problem", "instruction", "input", "answer", "response", "completion", "output",
        "chosen", "rejected", "lineage", "dropped_by", "dropped_why",
    };

    [GeneratedRegex(@"^(.+):(\d{1,18})$", RegexOptions.CultureInvariant)]
    private static partial Regex FileAndLine();

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("show", "Tell a row's whole story: where it comes from, what each step did to it, why it was dropped, what it repeats")
    {
        Arguments = { RowArgument },
        Options = { InOption },
        Examples =
        [
            ("saenggak data show nsmc:10275182 --in runs/clean", "a document, from collection to mixture"),
            ("saenggak data show runs/clean/dedup/dropped-00000.jsonl:17", "the row at a line, and what the folders around it know"),
            ("saenggak data show train/addition-7/0 --in runs/quickstart/data", "an answer of a teacher"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string row = context.Parsed.GetRequiredValue(RowArgument);
        string? folder = context.Parsed.GetValue(InOption);
        Match place = FileAndLine().Match(row);
        (string file, long line) = place.Success ? (place.Groups[1].Value, long.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture)) : ("", 0);
        if (place.Success && RowFinder.Rejected(folder ?? ".", file, line) is { } reject)
        {
            context.Line($"{reject.File}:{reject.Line}");
            context.Line($"set aside: {reject.Reason}{(reject.Detail.Length > 0 ? $" ({reject.Detail})" : "")}");
            context.Result(new JsonObject { ["file"] = reject.File, ["line"] = reject.Line, ["kept"] = false, ["dropped_by"] = "collect", ["dropped_why"] = reject.Reason, ["detail"] = reject.Detail });
            return Task.CompletedTask;
        }
        RowStory story = place.Success && Locate(file, folder) is { } path
            ? RowStory.OfLine(folder ?? Above(path), path, line, context.Stop)
            : RowStory.OfId(folder ?? ".", row, context.Stop);
        Write(context, story);
        context.Result(ToJson(story));
        return Task.CompletedTask;
    }

    private static string? Locate(string file, string? folder) => File.Exists(file) ? file : folder is not null && File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file) : null;

    private static string Above(string file)
    {
        string own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return File.Exists(Path.Combine(own, Manifest.FileName)) ? Path.GetDirectoryName(own) ?? own : own;
    }

    private static void Write(VerbContext context, RowStory story)
    {
        context.Line(story.Id ?? story.Places[0].Where);
        context.Line(story.Dropped is { } fate ? $"dropped by {fate.By}: {fate.Why}" : $"kept, last in {story.Places[^1].Where}");

        Head(context, "where it comes from");
        foreach (string name in Origin.Concat(story.Row.Select(column => column.Key).Where(name => !Elsewhere.Contains(name))).Distinct())
        {
            if (story.Row[name] is { } value) Entry(context, name, Plain(value));
        }

        Head(context, "its way");
        int lastChars = -1;
        foreach (IGrouping<string, FoundRow> stage in story.Places.GroupBy(place => place.Stage))
        {
            int chars = RowText.Joined(stage.Last().Row).Length;
            string change = lastChars >= 0 && chars != lastChars ? string.Create(CultureInfo.InvariantCulture, $", {lastChars:#,0} before") : "";
            lastChars = chars;
            string more = stage.Count() > ShownPlaces ? string.Create(CultureInfo.InvariantCulture, $" and {stage.Count() - ShownPlaces:#,0} more") : "";
            Entry(context, stage.Key, string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", stage.Take(ShownPlaces).Select(place => Path.GetFileName(place.Where)))}{more}; {chars:#,0} characters{change}"));
        }

        if (story.Steps.Count > 0) Head(context, "what was done to it");
        foreach (LineageEntry step in story.Steps) Entry(context, step.Step, step.What);
        foreach (JsonObject pair in story.Pairs.Take(ShownOthers))
        {
            Head(context, $"repeats {pair["benchmark"]} {pair["item"]} ({pair["kind"]}, {pair["overlap"]})");
            Entry(context, "there", Plain(pair["item_excerpt"]));
            Entry(context, "here", Plain(pair["text_excerpt"]));
        }
        if (story.Keeper is { } keeper)
        {
            Head(context, "in its place stays");
            Other(context, keeper);
        }
        Others(context, "dropped for it", story.Copies);
        Others(context, "made from it", story.Derived);
        foreach ((string role, string text) in RowText.Of(story.Row))
        {
            Head(context, role);
            foreach (string line in RowText.Beginning(text, ShownChars).Split('\n')) context.Line($"  {line.TrimEnd('\r')}");
        }
    }

    private static void Others(VerbContext context, string head, IReadOnlyList<FoundRow> rows)
    {
        if (rows.Count == 0) return;
        Head(context, rows.Count > ShownOthers ? string.Create(CultureInfo.InvariantCulture, $"{head}: {rows.Count:#,0}, the first {ShownOthers}") : head);
        foreach (FoundRow row in rows.Take(ShownOthers)) Other(context, row);
    }

    private static void Other(VerbContext context, FoundRow row)
    {
        string fate = row.Row["dropped_by"] is { } by ? $" (dropped by {by}: {row.Row["dropped_why"]})" : "";
        context.Line($"  {row.Row["id"]}  {row.Where}{fate}");
        context.Line($"    {RowText.Beginning(TextKey.Exact(RowText.Joined(row.Row)), 120)}");
    }

    private static void Head(VerbContext context, string text)
    {
        context.Line("");
        context.Line(text);
    }

    private static void Entry(VerbContext context, string name, string value) => context.Line($"  {name.PadRight(Width)}  {value}");

    private static string Plain(JsonNode? value) => value switch
    {
        null => "",
        JsonObject entries => string.Join(", ", entries.Select(entry => $"{entry.Key} {Plain(entry.Value)}")),
        JsonArray items => string.Join(", ", items.Select(Plain)),
        _ => TextKey.Exact(value.ToString()),
    };

    private static JsonObject ToJson(RowStory story)
    {
        static JsonObject Place(FoundRow row) => new() { ["id"] = row.Row["id"]?.DeepClone(), ["stage"] = row.Stage, ["file"] = row.File, ["line"] = row.Line, ["chars"] = RowText.Joined(row.Row).Length };
        var result = new JsonObject { ["id"] = story.Id, ["kept"] = story.Dropped is null };
        if (story.Dropped is { } fate) (result["dropped_by"], result["dropped_why"]) = (fate.By, fate.Why);
        result["places"] = new JsonArray([.. story.Places.Select(Place)]);
        if (story.Keeper is { } keeper) result["keeper"] = Place(keeper);
        result["copies"] = new JsonArray([.. story.Copies.Select(Place)]);
        result["derived"] = new JsonArray([.. story.Derived.Select(Place)]);
        result["pairs"] = new JsonArray([.. story.Pairs.Select(pair => pair.DeepClone())]);
        result["row"] = story.Row.DeepClone();
        return result;
    }
}

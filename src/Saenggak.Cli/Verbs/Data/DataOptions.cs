using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Stages;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>What the verbs that write a dataset folder have in common.</summary>
internal static class DataOptions
{
    /// <summary>The folder to write.</summary>
    public static Option<string> Out() => new("--out") { Description = "The dataset folder to write", HelpName = "folder", Required = true };

    /// <summary>The seed.</summary>
    public static Option<long> Seed() => new("--seed") { Description = "The same seed writes the same bytes", DefaultValueFactory = _ => 1 };

    /// <summary>Runs one stage whose folder is <paramref name="folder"/>, and shows its counts.</summary>
    /// <exception cref="InputException">The seed is negative, or what the stage reads cannot be used.</exception>
    public static async Task RunAsync(VerbContext context, string folder, DataStage stage)
    {
        if (stage.Seed < 0) throw new InputException($"--seed is {stage.Seed}; expected 0 or more.");
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string parent = Path.GetDirectoryName(folder) ?? throw new InputException($"--out is {folder}; expected a folder that is not the root.");
        var counts = await new DataStages(parent, context.Progress).RunAsync(stage with { Name = Path.GetFileName(folder) }, context.Stop);
        int width = counts.Keys.Max(name => name.Length);
        foreach ((string name, long count) in counts)
        {
            context.Line(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {count,11:#,0}"));
        }
        context.Line(folder);
        var result = new JsonObject { ["folder"] = folder };
        foreach ((string name, long count) in counts) result[name] = count;
        context.Result(result);
    }
}

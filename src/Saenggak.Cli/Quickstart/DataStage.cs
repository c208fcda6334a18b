using System.Diagnostics;
using Saenggak.Cli.Recipes;
using Saenggak.Data;
using Saenggak.Text;
using Saenggak.Training;

namespace Saenggak.Cli.Quickstart;

/// <summary>One step of the data side: a folder under the run with files and a manifest.</summary>
internal sealed record DataStage
{
    /// <summary>Name and folder.</summary>
    public required string Name { get; init; }

    /// <summary>Whatever decides the result besides the inputs; a record of settings.</summary>
    public required object Settings { get; init; }

    /// <summary>Seed of the run.</summary>
    public required long Seed { get; init; }

    /// <summary>Files read: a name for the manifest, and the path.</summary>
    public IReadOnlyList<(string Name, string Path)> Inputs { get; init; } = [];

    /// <summary>Names of the files in the folder that a finished stage has.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Writes the files into the folder and says what was counted.</summary>
    public required Func<string, CancellationToken, Task<Dictionary<string, long>>> Make { get; init; }
}

/// <summary>Runs stages, passing over those whose manifest says that the same settings made them from the same inputs.</summary>
internal sealed class DataStages(string runFolder, IRunProgress progress)
{
    private const string Verb = "data";

    /// <summary>The folder of a stage.</summary>
    public string Folder(string stage) => Path.Combine(runFolder, stage);

    /// <summary>A file of a stage, named for the manifest as it lies under the run folder.</summary>
    public (string Name, string Path) File(string stage, string file) => ($"{stage}/{file}", Path.Combine(runFolder, stage, file));

    /// <summary>Runs a stage if need be.</summary>
    /// <returns>The stage's counts, from the manifest where it was passed over.</returns>
    /// <exception cref="InputException">What the user gave cannot be used.</exception>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(DataStage stage, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string folder = Folder(stage.Name);
        string recipe = FormattableString.Invariant($"stage: {stage.Name}\nseed: {stage.Seed}\n{RecipeWriter.ToYaml(stage.Settings)}");
        var manifest = new Manifest
        {
            Verb = Verb,
            Recipe = recipe,
            RecipeHash = Manifest.HashText(recipe),
            Seeds = new Dictionary<string, long> { [Verb] = stage.Seed },
            Inputs = stage.Inputs.ToDictionary(input => input.Name, input => Manifest.HashFile(input.Path), StringComparer.Ordinal),
            Started = DateTimeOffset.UtcNow,
        };
        if (Finished(folder, manifest, stage) is { } finished)
        {
            progress.Message($"{stage.Name}: finished before, kept");
            return finished.Counts;
        }
        progress.Report(new RunStatus(stage.Name, 0, 1));
        long start = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        // From here to the end the folder is unfinished, whatever an older manifest said.
        manifest.Save(folder);
        Dictionary<string, long> counts = await stage.Make(folder, cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (manifest with { Counts = counts, DurationSeconds = Math.Round(seconds, 3), Finished = true }).Save(folder);
        progress.Report(new RunStatus(stage.Name, 1, 1));
        return counts;
    }

    private Manifest? Finished(string folder, Manifest wanted, DataStage stage)
    {
        try
        {
            Manifest? found = Manifest.TryLoad(folder);
            bool same = found?.IsFinished(wanted.RecipeHash) == true && SameInputs(found.Inputs, wanted.Inputs)
                && stage.Outputs.All(output => System.IO.File.Exists(Path.Combine(folder, output)));
            return same ? found : null;
        }
        catch (InputException unreadable)
        {
            // A damaged manifest vouches for nothing; the stage takes seconds.
            progress.Message($"{stage.Name}: made again, because {unreadable.Message}");
            return null;
        }
    }

    private static bool SameInputs(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(input => b.TryGetValue(input.Key, out string? hash) && hash == input.Value);
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Recipes;
using Saenggak.Data;
using Saenggak.Text;
using Saenggak.Training;
using Saenggak.Training.Checkpoints;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>
/// A run folder as the training verbs see it: manifest.json with the recipe as it is run and the hashes of what it reads. A folder goes on
/// only with the recipe and the inputs that it was begun with.
/// </summary>
internal sealed class TrainingFolder
{
    // What may change between two sittings, because the result does not depend on it but for rounding.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "out", "setup.recompute", "setup.threads", "train.micro_batch_tokens", "train.rollout_batch", "train.save_every", "train.keep_last",
    };

    private readonly VerbContext context;
    private Manifest manifest;

    private TrainingFolder(VerbContext context, string path, Manifest manifest) => (this.context, Path, this.manifest) = (context, path, manifest);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Opens a new folder, or one that this recipe began.</summary>
    /// <param name="context">The verb's.</param>
    /// <param name="verb">Its name.</param>
    /// <param name="path">The folder.</param>
    /// <param name="recipe">The recipe, overrides applied.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="files">Every file that the run reads.</param>
    /// <exception cref="InputException">The folder holds something else, or an input has changed.</exception>
    public static TrainingFolder Open<T>(VerbContext context, string verb, string path, T recipe, ulong seed, IEnumerable<string> files) where T : class
    {
        string yaml = RecipeWriter.ToYaml(recipe);
        var manifest = new Manifest
        {
            Verb = verb,
            Recipe = yaml,
            RecipeHash = Manifest.HashText(yaml),
            Seeds = new Dictionary<string, long> { ["train"] = unchecked((long)seed) },
            Inputs = files.Distinct(StringComparer.Ordinal).ToDictionary(file => file, Manifest.HashFile, StringComparer.Ordinal),
            Started = DateTimeOffset.UtcNow,
        };
        if (Manifest.TryLoad(path) is { } begun)
        {
            if (begun.Verb != verb) throw new InputException($"{path}: a run of \"saenggak {begun.Verb}\" is here; choose another --out.");
            var begunRecipe = RecipeReader.Parse<T>(begun.Recipe, System.IO.Path.Combine(path, Manifest.FileName));
            CheckRecipe(path, RecipeWriter.ToJson(begunRecipe), RecipeWriter.ToJson(recipe));
            CheckInputs(path, begun, manifest);
            manifest = manifest with { Started = begun.Started, Counts = begun.Counts, DurationSeconds = begun.DurationSeconds, Finished = begun.Finished };
        }
        else if (new CheckpointStore(path).Latest() is { } stranger)
        {
            throw new InputException($"{stranger.Folder}: a checkpoint without {Manifest.FileName} beside it; expected a new folder or one that \"saenggak {verb}\" began; choose another --out.");
        }
        return new(context, path, manifest);
    }

    /// <summary>How the run ended, where it is finished.</summary>
    public TrainingResult? Finished()
    {
        if (!manifest.Finished || new CheckpointStore(Path).Latest() is not { } last) return null;
        var state = TrainerState.Load(last.Folder);
        context.Progress.Message($"{Path}: finished before; choose another --out to run again");
        return new(state.Step, state.TokensSeen, state.ElapsedSeconds, state.LastLoss ?? double.NaN, last.Folder);
    }

    /// <summary>Trains, with the manifest written before and after.</summary>
    /// <param name="counts">What is known before: rows, parameters.</param>
    /// <param name="train">The training.</param>
    public TrainingResult Run(IReadOnlyDictionary<string, long> counts, Func<TrainingResult> train)
    {
        manifest = manifest with { Counts = counts, Finished = false };
        manifest.Save(Path);
        long start = Stopwatch.GetTimestamp();
        double before = manifest.DurationSeconds;
        TrainingResult result;
        try
        {
            result = train();
        }
        catch (OperationCanceledException)
        {
            (manifest with { DurationSeconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds }).Save(Path);
            context.Progress.Message($"{Path}: saved; the same command goes on from there");
            throw;
        }
        manifest = manifest with
        {
            Finished = true,
            DurationSeconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds,
            Counts = new Dictionary<string, long>(counts) { ["steps"] = result.Steps, ["tokens"] = result.TokensSeen },
        };
        manifest.Save(Path);
        return result;
    }

    /// <summary>Says how the run ended: a line for people, or the JSON object.</summary>
    public void Show(TrainingResult result)
    {
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"{result.Checkpoint}: {result.Steps:#,0} steps, {result.TokensSeen:#,0} tokens, {TimeSpan.FromSeconds(Math.Round(result.Seconds)):c}, last loss {result.LastLoss:0.0000}"));
        context.Result(new JsonObject
        {
            ["checkpoint"] = System.IO.Path.GetFullPath(result.Checkpoint),
            ["run"] = System.IO.Path.GetFullPath(Path),
            ["steps"] = result.Steps,
            ["tokens"] = result.TokensSeen,
            ["seconds"] = Math.Round(result.Seconds, 3),
            ["last_loss"] = double.IsFinite(result.LastLoss) ? result.LastLoss : null,
        });
    }

    private static void CheckRecipe(string path, JsonObject begun, JsonObject now)
    {
        var (before, after) = (Flat(begun), Flat(now));
        foreach (string key in before.Keys.Union(after.Keys).Where(key => !Harmless.Contains(key)).Order(StringComparer.Ordinal))
        {
            var (old, current) = (before.GetValueOrDefault(key), after.GetValueOrDefault(key));
            if (old == current) continue;
            throw new InputException($"{path}: the run was begun with {key} {old ?? "not set"}; got {current ?? "not set"}; go on with the recipe it was begun with, or choose another --out.");
        }
    }

    private static void CheckInputs(string path, Manifest begun, Manifest now)
    {
        foreach (var (file, hash) in now.Inputs)
        {
            if (begun.Inputs.TryGetValue(file, out string? old) && old == hash) continue;
            throw new InputException($"{file}: has changed since the run in {path} was begun; expected the same file; choose another --out to begin again.");
        }
    }

    private static Dictionary<string, string> Flat(JsonNode? node, string prefix = "")
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not JsonObject section)
        {
            values[prefix] = node?.ToJsonString() ?? "null";
            return values;
        }
        foreach (var (key, below) in section)
        {
            foreach (var (name, value) in Flat(below, prefix.Length == 0 ? key : $"{prefix}.{key}")) values[name] = value;
        }
        return values;
    }
}

using Saenggak.Compute;
using Saenggak.Model;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;
using Saenggak.Text;
using Saenggak.Text.Tokenization;
using Saenggak.Training;
using Saenggak.Training.Checkpoints;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>The model that a run starts from, ready to be trained, with its tokenizer.</summary>
internal sealed class StartingModel : IDisposable
{
    private readonly Device device;

    private StartingModel(Device device, CausalModel model, BpeTokenizer tokenizer, string tokenizerFolder)
        => (this.device, Model, Tokenizer, TokenizerFolder) = (device, model, tokenizer, tokenizerFolder);

    /// <summary>The model.</summary>
    public CausalModel Model { get; }

    /// <summary>Its tokenizer.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>Where the tokenizer's files lie.</summary>
    public string TokenizerFolder { get; }

    /// <summary>Loads a checkpoint for training; with <paramref name="labels"/> 1 as a reward model, whose head is zero where the checkpoint has none.</summary>
    /// <exception cref="InputException">A file is missing or damaged, or the parts do not fit together.</exception>
    public static StartingModel FromCheckpoint(string folder, TrainingSetup setup, IRunProgress progress, int labels = 0)
    {
        using var reader = CheckpointReader.Open(folder);
        if (labels == 0 && reader.Config.NumLabels > 0) throw new InputException($"{folder}: is a reward model; expected a causal language model to go on from");
        var tokenizer = BpeTokenizer.Load(folder);
        if (tokenizer.VocabularySize > reader.Config.VocabularySize)
        {
            throw new InputException($"{folder}: the tokenizer has ids up to {tokenizer.VocabularySize - 1}; the model's vocabulary ends at {reader.Config.VocabularySize - 1}; "
                + "use the tokenizer that belongs to these weights");
        }
        return Make(setup, device => ModelLoader.Load(device, reader, Options(setup), reader.Config with { NumLabels = labels }), tokenizer, folder, progress);
    }

    /// <summary>Makes a model from random weights.</summary>
    /// <exception cref="InputException">The shape or its tokenizer cannot be used.</exception>
    public static StartingModel FromShape(ModelShape shape, TrainingSetup setup, ulong seed, IRunProgress progress, int labels = 0)
    {
        var tokenizer = BpeTokenizer.Load(shape.Tokenizer);
        var config = shape.ToConfig(tokenizer) with { NumLabels = labels };
        return Make(setup, device =>
        {
            var model = new CausalModel(device, config, Options(setup));
            model.Initialise(seed);
            return model;
        }, tokenizer, shape.Tokenizer, progress);
    }

    /// <summary>The checkpoint that a recipe's <c>model</c> means: the folder itself, or the newest checkpoint of a run folder.</summary>
    public static string Resolve(string folder)
        => Directory.Exists(folder) && !File.Exists(Path.Combine(folder, HuggingFaceConfig.FileName)) && new CheckpointStore(folder).Latest() is { } newest ? newest.Folder : folder;

    /// <summary>The reward model that a path means: the folder itself, or the best checkpoint of a run folder, or its newest where none was chosen.</summary>
    public static string ResolveReward(string folder)
        => Directory.Exists(folder) && !File.Exists(Path.Combine(folder, HuggingFaceConfig.FileName)) && new CheckpointStore(folder) is var store && (store.Best() ?? store.Latest()) is { } best ? best.Folder : folder;

    /// <summary>The same weights once more, to be scored only; disposed by the caller before this.</summary>
    public CausalModel LoadReference()
    {
        using var reader = CheckpointReader.Open(TokenizerFolder);
        return ModelLoader.Load(device, reader, new() { Precision = Model.Options.Precision });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        device.Dispose();
    }

    private static ModelOptions Options(TrainingSetup setup) => new() { Precision = setup.Precision.ToDType(), Trainable = true, Recompute = setup.Recompute };

    private static StartingModel Make(TrainingSetup setup, Func<Device, CausalModel> make, BpeTokenizer tokenizer, string folder, IRunProgress progress)
    {
        if (Device.SlowBecause(setup.Precision.ToDType()) is { } missing) progress.Message($"matrix products run on our own vector code, slower than oneDNN's with AVX-512: {missing}");
        var device = new Device(setup.Threads);
        try
        {
            return new(device, make(device), tokenizer, folder);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }
}

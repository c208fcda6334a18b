using System.Text.Json.Nodes;
using Saenggak.Compute;
using Saenggak.Model.Families;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Checkpoints;

/// <summary>A checkpoint folder in the Hugging Face layout. Opening reads config.json and the headers of the weights.</summary>
public sealed class CheckpointReader : IParameterSource
{
    private readonly ShardedTensors tensors;

    private CheckpointReader(string folder, JsonObject json, ModelConfig config, ShardedTensors tensors)
    {
        Folder = folder;
        ConfigJson = json;
        Config = config;
        this.tensors = tensors;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public ModelConfig Config { get; }

    /// <summary>config.json as it stands, to be handed to <see cref="CheckpointWriter"/> so that a save keeps its other keys.</summary>
    public JsonObject ConfigJson { get; }

    /// <summary>Whether loading refuses NaN and infinity; on unless switched off.</summary>
    public bool ChecksValues { get; init; } = true;

    /// <summary>Names of all tensors in the files.</summary>
    public IReadOnlyList<string> TensorNames => tensors.Names;

    /// <summary>
    /// Tensors that no parameter of <see cref="Config"/> takes, in the files' order. Rotary tables of old checkpoints and the copy of
    /// a tied head are not counted.
    /// </summary>
    public IReadOnlyList<string> UnusedTensors
    {
        get
        {
            var used = ParameterLayout.For(Config).SelectMany(p => p.Parts).Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
            if (Config.TieEmbeddings) used.Add("lm_head.weight");
            return [.. tensors.Names.Where(name => !used.Contains(name) && !name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal))];
        }
    }

    /// <summary>Opens a folder, first finishing a save that was killed half-way.</summary>
    /// <exception cref="InvalidDataException">The folder, config.json or the weights are missing or not valid.</exception>
    public static CheckpointReader Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{folder}: no such folder; expected a checkpoint in the Hugging Face layout; check the path");
        FolderTransaction.Recover(folder);
        string path = Path.Combine(folder, HuggingFaceConfig.FileName);
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: no such file; expected the checkpoint's shape; check that the folder is a checkpoint");
        var json = HuggingFaceJson.ReadObject(path);
        return new(folder, json, HuggingFaceConfig.Read(json, path), ShardedTensors.Open(folder));
    }

    /// <inheritdoc/>
    public bool Contains(Parameter parameter) => parameter.Parts.All(part => tensors.TryGet(part.Name, out _, out _));

    /// <inheritdoc/>
    public void Load(Parameter parameter, in Tensor target)
    {
        var reading = new WeightReading(ChecksValues);
        Add(reading, parameter, target);
        reading.Run(null);
    }

    /// <inheritdoc/>
    public void Load(Workers workers, IReadOnlyList<(Parameter Parameter, Tensor Target)> all)
    {
        var reading = new WeightReading(ChecksValues);
        foreach (var (parameter, target) in all) Add(reading, parameter, target);
        reading.Run(workers);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// transformers writes tensors in the order of their names, so the two halves of gate_up follow each other in the file; those of qkv
    /// do not, because o_proj stands between.
    /// </remarks>
    public unsafe bool TryView(Parameter parameter, DType type, out Tensor view)
    {
        view = default;
        byte* first = null, next = null;
        foreach (var part in parameter.Parts)
        {
            if (!tensors.TryGet(part.Name, out var tensor, out _) || !tensor.Shape.SequenceEqual(ParameterLayout.FileShape(parameter, part))) return false;
            if (tensor.Type != (type == DType.BF16 ? ElementType.BF16 : ElementType.F32) || (nuint)tensor.Data % (nuint)type.Size() != 0) return false;
            if (first == null) first = tensor.Data;
            else if (tensor.Data != next) return false;
            next = tensor.Data + tensor.Bytes;
        }
        view = new Tensor(type, parameter.Rows, parameter.Cols, parameter.Cols, first);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IDisposable> Hold() => tensors.Hold();

    /// <inheritdoc/>
    public void Dispose() => tensors.Dispose();

    private void Add(WeightReading reading, Parameter parameter, in Tensor target)
    {
        foreach (var part in parameter.Parts)
        {
            if (!tensors.TryGet(part.Name, out var tensor, out string file)) throw Missing(parameter, part);
            CheckShape(parameter, part, tensor, file);
            tensor.RequireFloats();
            reading.Add(tensor, parameter.IsVector ? target.ColumnRange(part.Start, part.Count) : target.RowRange(part.Start, part.Count), file);
        }
    }

    private InvalidDataException Missing(Parameter parameter, ParameterPart part)
    {
        string shape = RawTensor.FormatShape(ParameterLayout.FileShape(parameter, part));
        string next = part.Name switch
        {
            "lm_head.weight" => "if its head is tied, set \"tie_word_embeddings\": true in config.json",
            "score.weight" => "train a reward model first, or choose a causal model",
            _ => "check that config.json belongs to these weights",
        };
        return new($"{Folder}: tensor {part.Name} is missing; expected it with shape {shape}; {next}");
    }

    private static void CheckShape(Parameter parameter, ParameterPart part, in RawTensor tensor, string file)
    {
        long[] expected = ParameterLayout.FileShape(parameter, part);
        if (tensor.Shape.SequenceEqual(expected)) return;
        string next = parameter.Name is "embed" or "lm_head" && tensor.Shape.Length == 2 && tensor.Shape[1] == expected[1]
            ? $"set \"vocab_size\": {tensor.Shape[0]} in config.json if the tokenizer agrees"
            : "check that config.json belongs to these weights";
        throw new InvalidDataException($"{file}: tensor {part.Name} has shape {tensor.ShapeText}; expected {RawTensor.FormatShape(expected)}; {next}");
    }
}

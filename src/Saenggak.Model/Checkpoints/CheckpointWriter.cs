using System.Text.Json.Nodes;
using Saenggak.Compute;
using Saenggak.Model.Families;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Checkpoints;

/// <summary>How a checkpoint is written.</summary>
public sealed record CheckpointWriteOptions
{
    /// <summary>Element type of all weights.</summary>
    public DType StoreAs { get; init; } = DType.BF16;

    /// <summary>Size at which a new shard starts.</summary>
    public long MaxShardBytes { get; init; } = ShardPlan.DefaultMaxBytes;

    /// <summary>config.json of the checkpoint the model came from; its other keys are kept.</summary>
    public JsonObject? OriginalConfig { get; init; }

    /// <summary>generation_config.json to write; null copies the one of <see cref="TokenizerFrom"/>, where there is one.</summary>
    public GenerationConfig? Generation { get; init; }

    /// <summary>Folder whose tokenizer files are copied byte for byte; null copies none.</summary>
    public string? TokenizerFrom { get; init; }
}

/// <summary>Writes a checkpoint folder in the Hugging Face layout. The same model gives the same bytes.</summary>
public static class CheckpointWriter
{
    /// <summary>The files that make up a tokenizer, its chat template included.</summary>
    public static IReadOnlyList<string> TokenizerFiles { get; } =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja", "chat_template.json",
        "vocab.json", "merges.txt", "tokenizer.model",
    ];

    /// <summary>Writes a model: its f32 masters where it has them, else the weights the kernels read.</summary>
    /// <exception cref="ArgumentException">The model holds its weights in int8.</exception>
    public static void Write(string folder, CausalModel model, CheckpointWriteOptions options)
    {
        if (model.Options.Weights == WeightStorage.EightBits)
        {
            throw new ArgumentException("the model holds its weights in int8; expected bf16 or f32; load it so to write a checkpoint", nameof(model));
        }
        Write(folder, model.Config, model.Parameters.Select(p => (p, p.Master.IsNull ? p.Weight : p.Master)), options);
    }

    /// <summary>
    /// Writes all files of a checkpoint; a kill at any moment leaves the old checkpoint or the new one. Other files in the folder stay.
    /// </summary>
    /// <param name="folder">Target; made where missing.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="weights">Each parameter of the layout with its weights, f32 or bf16.</param>
    /// <param name="options">Element type, shards, and what is taken over from another checkpoint.</param>
    /// <exception cref="ArgumentException">A parameter is missing or misshaped, or the family's config.json cannot express the shape.</exception>
    public static void Write(string folder, ModelConfig config, IEnumerable<(Parameter Parameter, Tensor Source)> weights, CheckpointWriteOptions options)
    {
        var type = options.StoreAs == DType.F32 ? ElementType.F32 : ElementType.BF16;
        var plan = ShardPlan.Split(Entries(config, weights, type), options.MaxShardBytes);
        var json = HuggingFaceConfig.Write(config, type, options.OriginalConfig);
        var transaction = new FolderTransaction(folder);
        try
        {
            foreach (var (file, entries) in plan.Shards) transaction.Write(file, stream => SafetensorsWriter.Write(stream, entries));
            if (plan.Index() is { } index) WriteJson(transaction, ShardedTensors.IndexName, index);
            WriteJson(transaction, HuggingFaceConfig.FileName, json);
            if (options.Generation is { } generation) WriteJson(transaction, GenerationConfig.FileName, generation.ToJson());
            if (options.TokenizerFrom is { } source) CopyTokenizer(transaction, source, folder, withGeneration: options.Generation is null);
            RemoveOldWeights(transaction, folder);
        }
        catch
        {
            transaction.Abandon();
            throw;
        }
        transaction.Commit();
    }

    private static IEnumerable<SafetensorsEntry> Entries(ModelConfig config, IEnumerable<(Parameter Parameter, Tensor Source)> weights, ElementType type)
    {
        var given = weights.ToDictionary(pair => pair.Parameter.Name, StringComparer.Ordinal);
        var layout = ParameterLayout.For(config);
        if (given.Keys.Except(layout.Select(p => p.Name)).FirstOrDefault() is { } surplus)
        {
            throw new ArgumentException($"parameter {surplus} is given; the layout of this {config.Family} model has none of that name");
        }
        foreach (var parameter in layout)
        {
            if (!given.TryGetValue(parameter.Name, out var pair)) throw new ArgumentException($"parameter {parameter.Name} is missing; expected the whole layout");
            var source = pair.Source;
            if (source.Rows != parameter.Rows || source.Cols != parameter.Cols)
            {
                throw new ArgumentException($"parameter {parameter.Name} is given as {source}; expected [{parameter.Rows}, {parameter.Cols}]");
            }
            foreach (var part in parameter.Parts)
            {
                var view = parameter.IsVector ? source.ColumnRange(part.Start, part.Count) : source.RowRange(part.Start, part.Count);
                yield return new(part.Name, type, ParameterLayout.FileShape(parameter, part), view);
            }
        }
    }

    private static void WriteJson(FolderTransaction transaction, string name, JsonObject json)
        => transaction.Write(name, stream => stream.Write(HuggingFaceJson.ToBytes(json)));

    private static void CopyTokenizer(FolderTransaction transaction, string source, string folder, bool withGeneration)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(folder)) return;
        foreach (string name in withGeneration ? TokenizerFiles.Append(GenerationConfig.FileName) : TokenizerFiles)
        {
            string path = Path.Combine(source, name);
            if (!File.Exists(path))
            {
                transaction.Remove(name);
                continue;
            }
            transaction.Write(name, stream =>
            {
                using var file = File.OpenRead(path);
                file.CopyTo(stream);
            });
        }
    }

    /// <summary>Weights of an earlier save into the same folder must not be read beside the new ones.</summary>
    private static void RemoveOldWeights(FolderTransaction transaction, string folder)
    {
        transaction.Remove(ShardedTensors.IndexName);
        foreach (string path in Directory.EnumerateFiles(folder, "model*.safetensors")) transaction.Remove(Path.GetFileName(path));
    }
}

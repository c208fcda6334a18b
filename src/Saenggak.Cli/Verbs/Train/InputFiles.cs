using Saenggak.Data;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>The files behind what a recipe names.</summary>
internal static class InputFiles
{
    /// <summary>Shards of a dataset.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static IEnumerable<string> OfData(string path)
        => JsonLines.Shards(path).Select(shard => File.Exists(shard) ? shard : throw new InputException($"{shard}: no such file; expected rows in JSONL."));

    /// <summary>Weights, shape and tokenizer of a checkpoint.</summary>
    public static IEnumerable<string> OfCheckpoint(string folder)
        => Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal), .. Named(folder, HuggingFaceConfig.FileName), .. OfTokenizer(folder)] : [];

    /// <summary>The files of a tokenizer.</summary>
    public static IEnumerable<string> OfTokenizer(string folder) => CheckpointWriter.TokenizerFiles.SelectMany(name => Named(folder, name));

    private static IEnumerable<string> Named(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? [path] : [];
    }
}

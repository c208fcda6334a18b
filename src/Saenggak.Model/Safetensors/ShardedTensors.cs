using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saenggak.Model.Safetensors;

/// <summary>
/// All tensors of a checkpoint folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names.
/// </summary>
public sealed class ShardedTensors : IDisposable
{
    /// <summary>The file of an unsharded checkpoint.</summary>
    public const string SingleName = "model.safetensors";

    /// <summary>The index of a sharded checkpoint.</summary>
    public const string IndexName = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> files = [];
    private readonly Dictionary<string, SafetensorsFile> owners = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    private ShardedTensors()
    {
    }

    /// <summary>Names of all tensors, shard by shard.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="InvalidDataException">There are none, a shard is missing, or a file is not valid.</exception>
    public static ShardedTensors Open(string folder)
    {
        var result = new ShardedTensors();
        try
        {
            string single = Path.Combine(folder, SingleName), index = Path.Combine(folder, IndexName);
            if (File.Exists(single)) result.Add(SafetensorsFile.Open(single));
            else if (File.Exists(index)) result.AddIndexed(folder, index);
            else throw new InvalidDataException($"{folder}: no {SingleName} and no {IndexName}; expected one of them; check that the download or save finished");
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor and the path of the file that holds it.</summary>
    public bool TryGet(string name, out RawTensor tensor, out string path)
    {
        bool found = owners.TryGetValue(name, out var owner);
        path = owner?.Path ?? "";
        tensor = default;
        return found && owner!.TryGet(name, out tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    /// <summary>Keeps all files mapped beyond <see cref="Dispose"/>, until the results are disposed of.</summary>
    internal IReadOnlyList<IDisposable> Hold() => [.. files.Select(file => file.Hold())];

    private void Add(SafetensorsFile file)
    {
        files.Add(file);
        foreach (string name in file.Names)
        {
            if (!owners.TryAdd(name, file))
            {
                throw new InvalidDataException($"{file.Path}: tensor {name} is also in {Path.GetFileName(owners[name].Path)}; expected it once; copy the checkpoint again");
            }
            names.Add(name);
        }
    }

    private void AddIndexed(string folder, string index)
    {
        var map = ReadIndex(index);
        foreach (string shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (shard != Path.GetFileName(shard)) throw BadIndex(index, $"weight_map names {shard}, which is not a file name");
            string path = Path.Combine(folder, shard);
            if (!File.Exists(path)) throw BadIndex(index, $"weight_map names {shard}, which is not there");
            Add(SafetensorsFile.Open(path));
        }
        foreach (var (name, shard) in map)
        {
            if (!owners.TryGetValue(name, out var owner) || Path.GetFileName(owner.Path) != shard)
            {
                throw BadIndex(index, $"weight_map places tensor {name} in {shard}, which does not hold it");
            }
        }
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(index)) is not JsonObject root || root["weight_map"] is not JsonObject weights)
            {
                throw BadIndex(index, "there is no weight_map object");
            }
            foreach (var (name, value) in weights)
            {
                if (value is not JsonValue text || !text.TryGetValue(out string? shard)) throw BadIndex(index, $"weight_map of {name} is not a file name");
                map.Add(name, shard);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw BadIndex(index, $"not valid JSON ({e.Message.TrimEnd('.')})");
        }
        return map.Count > 0 ? map : throw BadIndex(index, "weight_map is empty");
    }

    private static InvalidDataException BadIndex(string index, string fault)
        => new($"{index}: {fault}; expected the index of a complete checkpoint; copy or download the folder again");
}

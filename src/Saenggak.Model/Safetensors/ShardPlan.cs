using System.Globalization;
using System.Text.Json.Nodes;

namespace Saenggak.Model.Safetensors;

/// <summary>Which tensors go into which file, as transformers splits a checkpoint: in order, each shard up to a size.</summary>
public sealed class ShardPlan
{
    /// <summary>The size at which transformers starts a new shard.</summary>
    public const long DefaultMaxBytes = 5_000_000_000;

    private ShardPlan(List<(string File, IReadOnlyList<SafetensorsEntry> Entries)> shards) => Shards = shards;

    /// <summary>File names and their tensors; one shard is called <c>model.safetensors</c>.</summary>
    public IReadOnlyList<(string File, IReadOnlyList<SafetensorsEntry> Entries)> Shards { get; }

    /// <summary>Splits tensors into shards of at most <paramref name="maxBytes"/>; a larger tensor has a shard of its own.</summary>
    public static ShardPlan Split(IEnumerable<SafetensorsEntry> entries, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        var groups = new List<List<SafetensorsEntry>> { new() };
        long size = 0;
        foreach (var entry in entries)
        {
            if (size > 0 && size + entry.Bytes > maxBytes)
            {
                groups.Add([]);
                size = 0;
            }
            groups[^1].Add(entry);
            size += entry.Bytes;
        }
        return new(groups.Select((group, i) => (FileName(i, groups.Count), (IReadOnlyList<SafetensorsEntry>)group)).ToList());
    }

    /// <summary>The content of <c>model.safetensors.index.json</c>; null when one file holds everything.</summary>
    public JsonObject? Index()
    {
        if (Shards.Count == 1) return null;
        var all = Shards.SelectMany(shard => shard.Entries.Select(entry => (entry, shard.File))).ToList();
        var map = new JsonObject();
        foreach (var (entry, file) in all.OrderBy(pair => pair.entry.Name, StringComparer.Ordinal)) map[entry.Name] = file;
        return new()
        {
            ["metadata"] = new JsonObject
            {
                ["total_parameters"] = all.Sum(pair => pair.entry.Source.Length),
                ["total_size"] = all.Sum(pair => pair.entry.Bytes),
            },
            ["weight_map"] = map,
        };
    }

    private static string FileName(int index, int count) => count == 1
        ? ShardedTensors.SingleName
        : string.Create(CultureInfo.InvariantCulture, $"model-{index + 1:00000}-of-{count:00000}.safetensors");
}

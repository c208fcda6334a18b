using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>Which layers attend in a sliding window, as <c>layer_types</c> and the Qwen families' fields say it.</summary>
internal static class WindowFields
{
    private const string Sliding = "sliding_attention", Full = "full_attention";

    /// <summary>Index of the first sliding layer by <c>layer_types</c>; null where the key is absent.</summary>
    /// <exception cref="InvalidDataException">A full layer follows a sliding one, or the list has a wrong length or unknown names.</exception>
    public static int? FirstSlidingLayer(ConfigReader reader, int layers)
    {
        if (!reader.Has("layer_types")) return null;
        if (reader.Json["layer_types"] is not JsonArray list || list.Count != layers)
        {
            throw reader.Bad("layer_types", $"a list of {layers} names, one a layer", "correct the file");
        }
        int first = layers;
        for (int i = 0; i < layers; i++)
        {
            string? type = list[i] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
            if (type is not (Sliding or Full) || (type == Full && first < i))
            {
                throw reader.Bad("layer_types", $"{Full} layers, then {Sliding} layers", "use a checkpoint without interleaved windows");
            }
            if (type == Sliding && first > i) first = i;
        }
        return first;
    }

    /// <summary>Refuses sliding layers in a family that has none.</summary>
    public static void RefuseSliding(ConfigReader reader, int layers)
    {
        if (FirstSlidingLayer(reader, layers) < layers) throw reader.Bad("layer_types", $"{Full} in every layer", "use a checkpoint without windows");
    }

    /// <summary>Qwen2 and Qwen3: a window only where <c>use_sliding_window</c> says so, from <c>max_window_layers</c> on.</summary>
    public static ModelConfig ReadQwen(ConfigReader reader, ModelConfig config)
    {
        if (!reader.Bool("use_sliding_window", false)) return config;
        int window = reader.Has("sliding_window") ? reader.Int("sliding_window") : 4096;
        int first = FirstSlidingLayer(reader, config.Layers) ?? reader.IntOrNull("max_window_layers") ?? 28;
        return first >= config.Layers ? config : config with { SlidingWindow = window, FirstWindowLayer = first };
    }

    /// <summary>The reverse of <see cref="ReadQwen"/>.</summary>
    public static void WriteQwen(ConfigEditor editor)
    {
        var (json, config) = (editor.Json, editor.Config);
        bool changed = editor.Changed(c => (c.SlidingWindow, c.FirstWindowLayer, c.Layers));
        if (!changed) return;
        json["use_sliding_window"] = config.SlidingWindow is not null;
        json["sliding_window"] = config.SlidingWindow;
        json["max_window_layers"] = config.SlidingWindow is null ? config.Layers : config.FirstWindowLayer;
        WriteLayerTypes(editor);
    }

    /// <summary>Rewrites <c>layer_types</c> where the file has it.</summary>
    public static void WriteLayerTypes(ConfigEditor editor)
    {
        if (!editor.Json.ContainsKey("layer_types")) return;
        var config = editor.Config;
        int first = config.SlidingWindow is null ? config.Layers : config.FirstWindowLayer;
        editor.Json["layer_types"] = new JsonArray([.. Enumerable.Range(0, config.Layers).Select(i => JsonValue.Create(i < first ? Full : Sliding))]);
    }
}

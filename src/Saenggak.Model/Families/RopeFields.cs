using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>
/// The rotary embedding in config.json: <c>rope_theta</c> with <c>rope_scaling</c> (transformers up to 4), or both in
/// <c>rope_parameters</c> (transformers 5). Meaning of the fields: transformers, modeling_rope_utils.py.
/// </summary>
internal static class RopeFields
{
    private const double DefaultTheta = 10_000;

    public static RopeConfig Read(ConfigReader reader, int maxPositions)
    {
        string key = reader.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        var fields = reader.Object(key);
        double theta = fields?.DoubleOrNull("rope_theta") ?? reader.Double("rope_theta", DefaultTheta);
        RefusePartial(reader);
        if (fields is null) return new() { Theta = theta };
        RefusePartial(fields);
        if (fields.Json.Any(field => field.Value is JsonObject)) throw reader.Bad(key, "one set of values for all layers", "use a checkpoint without it");

        string type = fields.Text("rope_type") ?? fields.Text("type") ?? "default";
        return type switch
        {
            "default" => new() { Theta = theta },
            "linear" => new() { Theta = theta, Scaling = RopeScalingKind.Linear, Factor = Required(fields, "factor") },
            "llama3" => new()
            {
                Theta = theta,
                Scaling = RopeScalingKind.Llama3,
                Factor = Required(fields, "factor"),
                LowFreqFactor = Required(fields, "low_freq_factor"),
                HighFreqFactor = Required(fields, "high_freq_factor"),
                OriginalMaxPositions = fields.Int("original_max_position_embeddings"),
            },
            "yarn" => ReadYarn(fields, theta, maxPositions),
            _ => throw reader.Bad(key, "rope_type default, linear, llama3 or yarn", "use a checkpoint without it"),
        };
    }

    public static void Write(ConfigEditor editor)
    {
        if (!editor.Changed(c => c.Rope)) return;
        var json = editor.Json;
        var rope = editor.Config.Rope;
        var fields = Scaling(rope);
        if (json.ContainsKey("rope_parameters"))
        {
            fields ??= new() { ["rope_type"] = "default" };
            fields["rope_theta"] = HuggingFaceJson.Number(rope.Theta);
            json["rope_parameters"] = fields;
            json.Remove("rope_theta");
            json.Remove("rope_scaling");
        }
        else
        {
            json["rope_theta"] = HuggingFaceJson.Number(rope.Theta);
            json["rope_scaling"] = fields;
        }
    }

    private static RopeConfig ReadYarn(ConfigReader fields, double theta, int maxPositions)
    {
        if (!fields.Bool("truncate", true)) throw fields.Bad("truncate", "true", "use a checkpoint without it");
        double factor = Required(fields, "factor");
        return new()
        {
            Theta = theta,
            Scaling = RopeScalingKind.Yarn,
            Factor = factor,
            OriginalMaxPositions = fields.IntOrNull("original_max_position_embeddings") ?? maxPositions,
            BetaFast = fields.Double("beta_fast", 32),
            BetaSlow = fields.Double("beta_slow", 1),
            AttentionFactor = fields.DoubleOrNull("attention_factor") ?? RatioOfScales(fields, factor),
        };
    }

    /// <summary>DeepSeek's way to give the factor on cos and sin: the ratio of two logarithmic scales.</summary>
    private static double? RatioOfScales(ConfigReader fields, double factor)
    {
        if (fields.DoubleOrNull("mscale") is not { } scale || fields.DoubleOrNull("mscale_all_dim") is not { } all) return null;
        if (scale == 0 || all == 0) return null;
        return factor <= 1 ? 1 : (0.1 * scale * Math.Log(factor) + 1) / (0.1 * all * Math.Log(factor) + 1);
    }

    private static JsonObject? Scaling(RopeConfig rope)
    {
        if (rope.Scaling == RopeScalingKind.None) return null;
        var fields = new JsonObject { ["factor"] = HuggingFaceJson.Number(rope.Factor) };
        switch (rope.Scaling)
        {
            case RopeScalingKind.Linear:
                fields["rope_type"] = "linear";
                break;
            case RopeScalingKind.Llama3:
                fields["rope_type"] = "llama3";
                fields["low_freq_factor"] = HuggingFaceJson.Number(rope.LowFreqFactor);
                fields["high_freq_factor"] = HuggingFaceJson.Number(rope.HighFreqFactor);
                fields["original_max_position_embeddings"] = rope.OriginalMaxPositions;
                break;
            case RopeScalingKind.Yarn:
                fields["rope_type"] = "yarn";
                fields["original_max_position_embeddings"] = rope.OriginalMaxPositions;
                fields["beta_fast"] = HuggingFaceJson.Number(rope.BetaFast);
                fields["beta_slow"] = HuggingFaceJson.Number(rope.BetaSlow);
                if (rope.AttentionFactor is { } factor) fields["attention_factor"] = HuggingFaceJson.Number(factor);
                break;
        }
        return fields;
    }

    private static double Required(ConfigReader fields, string key)
        => fields.DoubleOrNull(key) is { } value && value > 0 ? value : throw fields.Bad(key, "a positive number", "correct the rotary scaling");

    private static void RefusePartial(ConfigReader reader)
    {
        if (reader.Double("partial_rotary_factor", 1) != 1) throw reader.Bad("partial_rotary_factor", "1", "use a checkpoint without it");
    }
}

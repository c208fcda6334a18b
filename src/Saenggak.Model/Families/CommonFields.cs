using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>The part of config.json that all families share.</summary>
internal static class CommonFields
{
    private const string Unsupported = "use a checkpoint without it";

    /// <summary>Reads the shared fields and refuses what no family runs.</summary>
    /// <param name="reader">config.json.</param>
    /// <param name="family">Its family.</param>
    /// <param name="headDim">Head width where the file names none; null divides the hidden size.</param>
    /// <param name="bos">Beginning-of-text token where the file names none.</param>
    /// <param name="eos">End tokens where the file names none.</param>
    public static ModelConfig Read(ConfigReader reader, ModelFamily family, int? headDim = null, int? bos = null, IReadOnlyList<int>? eos = null)
    {
        RefuseUnsupported(reader);
        int hidden = reader.Int("hidden_size"), heads = reader.Int("num_attention_heads");
        int kvHeads = reader.Has("num_key_value_heads") ? reader.Int("num_key_value_heads") : heads;
        if (heads % kvHeads != 0) throw reader.Bad("num_key_value_heads", $"a divisor of num_attention_heads, {heads}", "correct the file");
        if (headDim is null && !reader.Has("head_dim") && hidden % heads != 0)
        {
            throw reader.Bad("num_attention_heads", $"a divisor of hidden_size, {hidden}, where head_dim is not given", "correct the file");
        }
        int width = reader.Has("head_dim") ? reader.Int("head_dim", 2) : headDim ?? hidden / heads;
        if (width % 2 != 0) throw reader.Bad("head_dim", $"an even width for the rotary embedding, got {width}", "correct the file");
        int positions = reader.Int("max_position_embeddings");
        return new()
        {
            Family = family.Name,
            HiddenSize = hidden,
            Layers = reader.Int("num_hidden_layers"),
            Heads = heads,
            KvHeads = kvHeads,
            HeadDim = width,
            IntermediateSize = reader.Int("intermediate_size"),
            VocabularySize = reader.Int("vocab_size"),
            MaxPositions = positions,
            RmsNormEps = (float)reader.Double("rms_norm_eps", 1e-6),
            Rope = RopeFields.Read(reader, positions),
            TieEmbeddings = reader.Bool("tie_word_embeddings", false),
            NumLabels = ReadLabels(reader, family),
            InitializerRange = (float)reader.Double("initializer_range", 0.02),
            BosTokenId = NonNegative(reader.Json.ContainsKey("bos_token_id") ? reader.IntOrNull("bos_token_id") : bos),
            EosTokenIds = reader.Ids("eos_token_id", eos ?? []),
            PadTokenId = NonNegative(reader.IntOrNull("pad_token_id")),
        };
    }

    /// <summary>Writes the shared fields.</summary>
    public static void Write(ConfigEditor editor, ModelFamily family)
    {
        var json = editor.Json;
        var config = editor.Config;
        editor.New("model_type", family.Name);
        editor.New("hidden_act", "silu");
        editor.New("attention_dropout", HuggingFaceJson.Number(0.0));
        editor.New("use_cache", true);
        editor.Int("hidden_size", c => c.HiddenSize);
        editor.Int("num_hidden_layers", c => c.Layers);
        editor.Int("num_attention_heads", c => c.Heads);
        editor.Int("num_key_value_heads", c => c.KvHeads);
        editor.Int("intermediate_size", c => c.IntermediateSize);
        editor.Int("vocab_size", c => c.VocabularySize);
        editor.Int("max_position_embeddings", c => c.MaxPositions);
        editor.Float("rms_norm_eps", c => c.RmsNormEps);
        editor.Float("initializer_range", c => c.InitializerRange);
        editor.Bool("tie_word_embeddings", c => c.TieEmbeddings);
        editor.Int("bos_token_id", c => c.BosTokenId);
        editor.Int("pad_token_id", c => c.PadTokenId);
        if (editor.Before is not { } before || !before.EosTokenIds.SequenceEqual(config.EosTokenIds))
        {
            json["eos_token_id"] = HuggingFaceJson.Ids(config.EosTokenIds);
        }
        if (json.ContainsKey("head_dim") ? editor.Changed(c => c.HeadDim) : config.HeadDim * config.Heads != config.HiddenSize)
        {
            json["head_dim"] = config.HeadDim;
        }
        RopeFields.Write(editor);
        WriteLabels(editor, family);
    }

    private static void RefuseUnsupported(ConfigReader reader)
    {
        if (reader.Text("hidden_act") is not (null or "silu" or "swish")) throw reader.Bad("hidden_act", "\"silu\"", Unsupported);
        if (reader.Has("quantization_config")) throw reader.Bad("quantization_config", "none", "use the unquantised checkpoint");
        foreach (string key in (ReadOnlySpan<string>)["num_experts", "num_local_experts", "n_routed_experts"])
        {
            if (reader.Has(key)) throw reader.Bad(key, "none: mixtures of experts are not run here", Unsupported);
        }
    }

    private static int ReadLabels(ConfigReader reader, ModelFamily family)
    {
        if (!reader.Has("architectures")) return 0;
        string? architecture = reader.Json["architectures"] is JsonArray { Count: 1 } list && list[0] is JsonValue value && value.TryGetValue(out string? name) ? name : null;
        if (architecture == family.CausalArchitecture) return 0;
        if (architecture != family.RewardArchitecture)
        {
            throw reader.Bad("architectures", $"[\"{family.CausalArchitecture}\"] or [\"{family.RewardArchitecture}\"]", "use a checkpoint of one of these");
        }
        // transformers counts two labels where the file says nothing.
        string key = reader.Has("num_labels") || !reader.Has("id2label") ? "num_labels" : "id2label";
        int labels = key == "num_labels" ? reader.IntOrNull(key) ?? 2 : reader.Object(key)!.Json.Count;
        return labels == 1 ? 1 : throw reader.Bad(key, "one label: a reward model with a scalar score", "use a reward model with one label");
    }

    private static void WriteLabels(ConfigEditor editor, ModelFamily family)
    {
        if (!editor.Changed(c => c.NumLabels) && editor.Json.ContainsKey("architectures")) return;
        var json = editor.Json;
        bool reward = editor.Config.NumLabels > 0;
        json["architectures"] = new JsonArray(reward ? family.RewardArchitecture : family.CausalArchitecture);
        json.Remove("num_labels");
        json.Remove("id2label");
        json.Remove("label2id");
        if (!reward) return;
        json["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        json["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
    }

    private static int? NonNegative(int? id) => id < 0 ? null : id;
}

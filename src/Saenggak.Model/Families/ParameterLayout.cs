namespace Saenggak.Model.Families;

/// <summary>
/// The parameters of a model in the order in which the transformer, the optimiser and checkpoints walk them.
/// All four families share one layout; what differs (biases, norms over heads, tied head) is in the <see cref="ModelConfig"/>.
/// </summary>
/// <remarks>Shapes: D model, H query heads, K head dim, F feed-forward, V vocabulary.</remarks>
public static class ParameterLayout
{
    /// <summary>Lists the parameters of a model, without memory: embedding, blocks from the first to the last, final norm, head.</summary>
    public static IReadOnlyList<Parameter> For(ModelConfig config)
    {
        int d = config.HiddenSize, v = config.VocabularySize;
        var all = new List<Parameter> { Matrix("embed", v, d, "model.embed_tokens.weight") };
        for (int layer = 0; layer < config.Layers; layer++) AddBlock(all, config, layer);
        all.Add(Vector("norm", d, "model.norm.weight"));
        if (config.NumLabels > 0) all.Add(Matrix("score", config.NumLabels, d, "score.weight"));
        else if (!config.TieEmbeddings) all.Add(Matrix("lm_head", v, d, "lm_head.weight"));
        return all;
    }

    /// <summary>Shape of a part in a checkpoint: one dimension for a vector, two for a matrix.</summary>
    public static long[] FileShape(Parameter parameter, ParameterPart part) => parameter.IsVector ? [part.Count] : [part.Count, parameter.Cols];

    private static void AddBlock(List<Parameter> all, ModelConfig config, int layer)
    {
        int d = config.HiddenSize, f = config.IntermediateSize;
        int q = config.Heads * config.HeadDim, kv = config.KvHeads * config.HeadDim;
        string name = $"layers.{layer}.", file = $"model.layers.{layer}.", attention = file + "self_attn.", mlp = file + "mlp.";

        all.Add(Vector(name + "input_norm", d, file + "input_layernorm.weight"));
        all.Add(new Parameter(name + "qkv", q + 2 * kv, d, decay: true, QkvParts(attention, "weight", q, kv)));
        if (config.QkvBias)
        {
            all.Add(new Parameter(name + "qkv_bias", 1, q + 2 * kv, decay: false, QkvParts(attention, "bias", q, kv)) { IsVector = true });
        }
        if (config.QkNorm)
        {
            all.Add(Vector(name + "q_norm", config.HeadDim, attention + "q_norm.weight"));
            all.Add(Vector(name + "k_norm", config.HeadDim, attention + "k_norm.weight"));
        }
        all.Add(Matrix(name + "o", d, q, attention + "o_proj.weight"));
        if (config.OutputBias) all.Add(Vector(name + "o_bias", d, attention + "o_proj.bias"));
        all.Add(Vector(name + "post_norm", d, file + "post_attention_layernorm.weight"));
        all.Add(new Parameter(name + "gate_up", 2 * f, d, decay: true, GateUpParts(mlp, "weight", f)));
        if (config.MlpBias)
        {
            all.Add(new Parameter(name + "gate_up_bias", 1, 2 * f, decay: false, GateUpParts(mlp, "bias", f)) { IsVector = true });
        }
        all.Add(Matrix(name + "down", d, f, mlp + "down_proj.weight"));
        if (config.MlpBias) all.Add(Vector(name + "down_bias", d, mlp + "down_proj.bias"));
    }

    private static Parameter Matrix(string name, int rows, int cols, string file)
        => new(name, rows, cols, decay: true, new ParameterPart(file, 0, rows));

    private static Parameter Vector(string name, int length, string file)
        => new(name, 1, length, decay: false, new ParameterPart(file, 0, length)) { IsVector = true };

    private static ParameterPart[] QkvParts(string attention, string kind, int q, int kv) =>
    [
        new($"{attention}q_proj.{kind}", 0, q),
        new($"{attention}k_proj.{kind}", q, kv),
        new($"{attention}v_proj.{kind}", q + kv, kv),
    ];

    private static ParameterPart[] GateUpParts(string mlp, string kind, int f) =>
    [
        new($"{mlp}gate_proj.{kind}", 0, f),
        new($"{mlp}up_proj.{kind}", f, f),
    ];
}

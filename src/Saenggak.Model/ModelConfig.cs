namespace Saenggak.Model;

/// <summary>The shape of a decoder-only transformer, as Hugging Face's config.json gives it.</summary>
public sealed record ModelConfig
{
    /// <summary>Key of the family in <c>Families</c>: <c>qwen2</c>, <c>qwen3</c>, <c>llama</c>, <c>mistral</c> (config.json: model_type).</summary>
    public required string Family { get; init; }

    /// <summary>D: width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>H: query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>K: width of one head; even.</summary>
    public required int HeadDim { get; init; }

    /// <summary>F: width of the feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>V: rows of the embedding; may exceed the tokenizer's count.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The longest sequence the model was made for, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Epsilon inside the root of every RMSNorm.</summary>
    public float RmsNormEps { get; init; } = 1e-6f;

    /// <summary>Rotary position embedding.</summary>
    public RopeConfig Rope { get; init; } = new();

    /// <summary>True when the LM head is the embedding matrix.</summary>
    public bool TieEmbeddings { get; init; }

    /// <summary>Bias on the query, key and value projections (Qwen2).</summary>
    public bool QkvBias { get; init; }

    /// <summary>Bias on the attention's output projection (Llama with attention_bias).</summary>
    public bool OutputBias { get; init; }

    /// <summary>Bias on the three feed-forward projections (Llama with mlp_bias).</summary>
    public bool MlpBias { get; init; }

    /// <summary>RMSNorm over each query and key head before the rotation (Qwen3).</summary>
    public bool QkNorm { get; init; }

    /// <summary>A token sees this many tokens back, itself included; null: all. One value for all layers it applies to.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Layers below this index see everything even when <see cref="SlidingWindow"/> is set (Qwen2: max_window_layers).</summary>
    public int FirstWindowLayer { get; init; }

    /// <summary>1 for a reward model with a scalar head (<c>score.weight</c>); 0 for a causal LM.</summary>
    public int NumLabels { get; init; }

    /// <summary>Standard deviation of freshly drawn weights; 0 draws 1/√fan-in.</summary>
    public float InitializerRange { get; init; } = 0.02f;

    /// <summary>Beginning-of-text token, where the family has one.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Tokens that end a generation.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    /// <summary>Padding token, where named.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Weights in all, embeddings counted once when tied.</summary>
    public long ParameterCount
    {
        get
        {
            long d = HiddenSize, q = (long)Heads * HeadDim, kv = (long)KvHeads * HeadDim, f = IntermediateSize;
            long block = d * (q + 2 * kv) + q * d + 3 * d * f + 2 * d;
            if (QkvBias) block += q + 2 * kv;
            if (OutputBias) block += d;
            if (MlpBias) block += 2 * f + d;
            if (QkNorm) block += 2 * HeadDim;
            long head = NumLabels > 0 ? NumLabels * d : TieEmbeddings ? 0 : VocabularySize * d;
            return Layers * block + VocabularySize * d + d + head;
        }
    }
}

/// <summary>Rotary embedding: base and long-context scaling.</summary>
public sealed record RopeConfig
{
    /// <summary>Base of the frequencies.</summary>
    public double Theta { get; init; } = 10_000;

    /// <summary>How frequencies are stretched.</summary>
    public RopeScalingKind Scaling { get; init; } = RopeScalingKind.None;

    /// <summary>Stretch factor (linear, llama3, yarn).</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Context the model was first trained for (llama3, yarn).</summary>
    public int OriginalMaxPositions { get; init; }

    /// <summary>llama3: wavelengths above original/low are stretched in full.</summary>
    public double LowFreqFactor { get; init; } = 1;

    /// <summary>llama3: wavelengths below original/high are kept.</summary>
    public double HighFreqFactor { get; init; } = 4;

    /// <summary>yarn: rotations above which a dimension is kept.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>yarn: rotations below which a dimension is stretched in full.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>yarn: factor on cos and sin; null computes 0.1·ln(factor) + 1.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>True where neighbouring pairs rotate (llama2.c); Hugging Face checkpoints rotate half against half.</summary>
    public bool Interleaved { get; init; }
}

/// <summary>Kinds of long-context scaling of the rotary embedding.</summary>
public enum RopeScalingKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>All frequencies divided by the factor.</summary>
    Linear,

    /// <summary>Llama 3.1's piecewise scaling.</summary>
    Llama3,

    /// <summary>YaRN (arXiv 2309.00071).</summary>
    Yarn,
}

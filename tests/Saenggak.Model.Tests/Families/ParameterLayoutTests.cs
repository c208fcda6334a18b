using Saenggak.Model.Families;

namespace Saenggak.Model.Tests.Families;

public sealed class ParameterLayoutTests
{
    private static readonly ModelConfig Plain = new()
    {
        Family = "llama",
        HiddenSize = 12,
        Layers = 2,
        Heads = 3,
        KvHeads = 1,
        HeadDim = 4,
        IntermediateSize = 20,
        VocabularySize = 32,
        MaxPositions = 64,
    };

    public static TheoryData<ModelConfig> Configs =>
    [
        Plain,
        Plain with { TieEmbeddings = true, QkvBias = true },
        Plain with { QkNorm = true, HeadDim = 8 },
        Plain with { QkvBias = true, OutputBias = true, MlpBias = true },
        Plain with { NumLabels = 1, TieEmbeddings = true },
        Plain with { NumLabels = 1 },
    ];

    [Theory]
    [MemberData(nameof(Configs))]
    public void For_CountsAsTheConfigCounts(ModelConfig config)
        => Assert.Equal(config.ParameterCount, ParameterLayout.For(config).Sum(p => p.Length));

    [Theory]
    [MemberData(nameof(Configs))]
    public void For_PartsCoverEachParameterWithoutGap(ModelConfig config)
    {
        foreach (var parameter in ParameterLayout.For(config))
        {
            int next = 0;
            foreach (var part in parameter.Parts)
            {
                Assert.Equal(next, part.Start);
                next += part.Count;
            }
            Assert.Equal(parameter.IsVector ? parameter.Cols : parameter.Rows, next);
            Assert.Equal(parameter.IsVector, !parameter.Decay);
        }
    }

    [Fact]
    public void For_NamesOneBlockInOrder()
    {
        var config = Plain with { Layers = 1, QkvBias = true, OutputBias = true, MlpBias = true, QkNorm = true };
        string[] expected =
        [
            "embed", "layers.0.input_norm", "layers.0.qkv", "layers.0.qkv_bias", "layers.0.q_norm", "layers.0.k_norm", "layers.0.o",
            "layers.0.o_bias", "layers.0.post_norm", "layers.0.gate_up", "layers.0.gate_up_bias", "layers.0.down", "layers.0.down_bias",
            "norm", "lm_head",
        ];
        Assert.Equal(expected, ParameterLayout.For(config).Select(p => p.Name));
        Assert.Equal(
            ["model.layers.0.self_attn.q_proj.weight", "model.layers.0.self_attn.k_proj.weight", "model.layers.0.self_attn.v_proj.weight"],
            ParameterLayout.For(config)[2].Parts.Select(p => p.Name));
    }

    [Fact]
    public void For_RewardModelHasAScoreHeadAndNoLmHead()
    {
        var names = ParameterLayout.For(Plain with { NumLabels = 1 }).Select(p => p.Name).ToList();
        Assert.Contains("score", names);
        Assert.DoesNotContain("lm_head", names);
    }
}

using System.Text.Json;
using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;
using Outputs = System.Collections.Generic.Dictionary<string, double[]>;

namespace Saenggak.Compute.Tests.Reference;

/// <summary>The twins in double against PyTorch's numbers (Goldens/make_goldens.py names seeds and shapes).</summary>
public sealed class GoldenTests
{
    private static readonly JsonDocument Goldens = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Goldens", "goldens.json")));

    private static readonly Dictionary<string, Func<JsonElement, Outputs>> Twins = new()
    {
        ["embedding"] = Embedding,
        ["linear"] = Linear,
        ["rms_norm"] = RmsNorm,
        ["head_norm"] = HeadNorm,
        ["frequencies"] = Frequencies,
        ["rope"] = Rope,
        ["attention"] = Attention,
        ["swiglu"] = SwiGlu,
        ["lm_head"] = LmHead,
        ["scalar_head"] = ScalarHead,
        ["adamw"] = AdamW,
        ["clip"] = Clip,
    };

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (i, golden) in Goldens.RootElement.EnumerateArray().Index()) data.Add(i, golden.GetProperty("op").GetString()!);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reference_MatchesPyTorch(int index, string op)
    {
        var golden = Goldens.RootElement[index];
        var actual = Twins[op](golden.GetProperty("arguments"));
        foreach (var expected in golden.GetProperty("outputs").EnumerateObject())
        {
            double[] numbers = [.. expected.Value.EnumerateArray().Select(e => e.GetDouble())];
            double[] ours = actual[expected.Name];
            Assert.Equal(numbers.Length, ours.Length);
            double allowed = 1e-9 * Math.Max(1, numbers.Max(Math.Abs));
            for (int i = 0; i < numbers.Length; i++)
            {
                Assert.True(Math.Abs(numbers[i] - ours[i]) <= allowed, $"{op} {golden.GetProperty("arguments")} {expected.Name}[{i}]: got {ours[i]:R}, PyTorch has {numbers[i]:R}");
            }
        }
    }

    [Fact]
    public void EveryTwinHasGoldens()
        => Assert.Equal(Twins.Keys.Order(), Goldens.RootElement.EnumerateArray().Select(g => g.GetProperty("op").GetString()!).Distinct().Order());

    private static Outputs Embedding(JsonElement a)
    {
        int tokens = Int(a, "tokens"), vocabulary = Int(a, "vocabulary"), d = Int(a, "d");
        var ids = SplitMix64.Ids(2, tokens, vocabulary);
        var dw = new double[vocabulary * d];
        ReferenceEmbedding.Backward(SplitMix64.Signed(3, tokens * d), ids, d, dw);
        return new() { ["y"] = ReferenceEmbedding.Forward(SplitMix64.Signed(1, vocabulary * d), ids, d), ["d_w"] = dw };
    }

    private static Outputs Linear(JsonElement a)
    {
        int tokens = Int(a, "tokens"), n = Int(a, "n"), k = Int(a, "k");
        double[] x = SplitMix64.Signed(1, tokens * k), w = SplitMix64.Signed(2, n * k), dy = SplitMix64.Signed(4, tokens * n);
        double[] dw = new double[n * k], db = new double[n];
        ReferenceLinear.BackwardWeight(dy, x, tokens, n, k, dw, db);
        return new()
        {
            ["y"] = ReferenceLinear.Forward(x, w, SplitMix64.Signed(3, n), tokens, n, k),
            ["d_x"] = ReferenceLinear.BackwardInput(dy, w, tokens, n, k),
            ["d_w"] = dw,
            ["d_b"] = db,
        };
    }

    private static Outputs RmsNorm(JsonElement a)
    {
        int tokens = Int(a, "tokens"), d = Int(a, "d");
        double[] x = SplitMix64.Signed(1, tokens * d), w = SplitMix64.Signed(2, d), dw = new double[d];
        var dx = ReferenceRmsNorm.Backward(SplitMix64.Signed(3, tokens * d), x, w, Real(a, "eps"), tokens, d, dw);
        return new() { ["y"] = ReferenceRmsNorm.Forward(x, w, Real(a, "eps"), tokens, d), ["d_x"] = dx, ["d_w"] = dw };
    }

    private static Outputs HeadNorm(JsonElement a)
    {
        int tokens = Int(a, "tokens"), heads = Int(a, "heads"), k = Int(a, "k");
        double[] x = SplitMix64.Signed(1, tokens * heads * k), w = SplitMix64.Signed(2, k), dw = new double[k];
        var dx = ReferenceHeadNorm.Backward(SplitMix64.Signed(3, x.Length), x, w, Real(a, "eps"), tokens, heads, k, dw);
        return new() { ["y"] = ReferenceHeadNorm.Forward(x, w, Real(a, "eps"), tokens, heads, k), ["d_x"] = dx, ["d_w"] = dw };
    }

    private static Outputs Frequencies(JsonElement a)
    {
        double theta = Real(a, "theta"), factor = Real(a, "factor"), low = Real(a, "low"), high = Real(a, "high");
        int k = Int(a, "k"), original = Int(a, "original");
        string kind = a.GetProperty("kind").GetString()!;
        double[] inverse = kind switch
        {
            "plain" => ReferenceRopeFrequencies.Plain<double>(theta, k),
            "linear" => ReferenceRopeFrequencies.Linear<double>(theta, k, factor),
            "llama3" => ReferenceRopeFrequencies.Llama3<double>(theta, k, factor, low, high, original),
            _ => ReferenceRopeFrequencies.Yarn<double>(theta, k, factor, betaFast: high, betaSlow: low, original),
        };
        return new() { ["inverse"] = inverse, ["attention_factor"] = [kind == "yarn" ? ReferenceRopeFrequencies.YarnAttentionFactor(factor) : 1] };
    }

    private static Outputs Rope(JsonElement a)
    {
        int heads = Int(a, "heads"), k = Int(a, "k");
        bool interleaved = a.GetProperty("interleaved").GetBoolean();
        int[] positions = ReferenceRope.Positions(AttentionShape.Offsets(Ints(a, "lengths")));
        int count = positions.Length * heads * k;
        var inverse = ReferenceRopeFrequencies.Plain<double>(Real(a, "theta"), k);
        return new()
        {
            ["y"] = ReferenceRope.Forward(SplitMix64.Signed(1, count), positions, inverse, Real(a, "factor"), heads, k, interleaved),
            ["d_x"] = ReferenceRope.Backward(SplitMix64.Signed(2, count), positions, inverse, Real(a, "factor"), heads, k, interleaved),
        };
    }

    private static Outputs Attention(JsonElement a)
    {
        var window = a.GetProperty("window");
        var s = new AttentionShape(Ints(a, "lengths"), Int(a, "heads"), Int(a, "kv_heads"), Int(a, "dim"), window.ValueKind == JsonValueKind.Null ? null : window.GetInt32());
        double[] q = SplitMix64.Signed(1, s.Tokens * s.QueryWidth, 2), k = SplitMix64.Signed(2, s.Tokens * s.KeyWidth, 2), v = SplitMix64.Signed(3, k.Length);
        var (dq, dk, dv) = ReferenceAttention.Backward(SplitMix64.Signed(4, q.Length), q, k, v, s.CuSeqlens, s.Heads, s.KvHeads, s.Dim, s.Window);
        return new()
        {
            ["o"] = ReferenceAttention.Forward(q, k, v, s.CuSeqlens, s.Heads, s.KvHeads, s.Dim, s.Window),
            ["d_q"] = dq,
            ["d_k"] = dk,
            ["d_v"] = dv,
        };
    }

    private static Outputs SwiGlu(JsonElement a)
    {
        int tokens = Int(a, "tokens"), f = Int(a, "f");
        var gu = SplitMix64.Signed(1, tokens * 2 * f, 4);
        return new() { ["h"] = ReferenceSwiGlu.Forward(gu, tokens, f), ["d_gu"] = ReferenceSwiGlu.Backward(SplitMix64.Signed(2, tokens * f), gu, tokens, f) };
    }

    private static Outputs LmHead(JsonElement a)
    {
        int rows = Int(a, "rows"), d = Int(a, "d"), v = Int(a, "v");
        double[] x = SplitMix64.Signed(1, rows * d, 2), w = SplitMix64.Signed(2, v * d, 2), dw = new double[v * d];
        var targets = SplitMix64.Ids(4, rows, v);
        var (logprob, entropy) = ReferenceLmHead.Forward(x, w, targets, v, d);
        var dx = ReferenceLmHead.Backward(SplitMix64.Signed(3, rows), x, w, targets, v, d, dw);
        return new() { ["logprob"] = logprob, ["entropy"] = entropy, ["d_x"] = dx, ["d_w"] = dw };
    }

    private static Outputs ScalarHead(JsonElement a)
    {
        int rows = Int(a, "rows"), d = Int(a, "d");
        double[] x = SplitMix64.Signed(1, rows * d), w = SplitMix64.Signed(2, d), dw = new double[d];
        var dx = ReferenceScalarHead.Backward(SplitMix64.Signed(3, rows), x, w, rows, dw);
        return new() { ["y"] = ReferenceScalarHead.Forward(x, w, rows), ["d_x"] = dx, ["d_w"] = dw };
    }

    private static Outputs AdamW(JsonElement a)
    {
        int count = Int(a, "count");
        double[] w = SplitMix64.Signed(1, count), m = new double[count], v = new double[count];
        for (int step = 1; step <= Int(a, "steps"); step++)
        {
            ReferenceAdamW.Step(w, SplitMix64.Signed(100 + (ulong)step, count), m, v, step, Real(a, "lr"), Real(a, "beta1"), Real(a, "beta2"), Real(a, "eps"), Real(a, "decay"));
        }
        return new() { ["w"] = w, ["m"] = m, ["v"] = v };
    }

    private static Outputs Clip(JsonElement a)
    {
        double[][] gradients = [.. Ints(a, "counts").Select((n, i) => SplitMix64.Signed(1 + (ulong)i, n))];
        double norm = ReferenceGradNorm.Clip(Real(a, "largest"), gradients);
        return new() { ["norm"] = [norm], ["clipped"] = [.. gradients.SelectMany(g => g)] };
    }

    private static int Int(JsonElement a, string name) => a.GetProperty(name).GetInt32();

    private static double Real(JsonElement a, string name) => a.GetProperty(name).GetDouble();

    private static int[] Ints(JsonElement a, string name) => [.. a.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
}

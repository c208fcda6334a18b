using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Compute;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;

namespace Saenggak.Model.Tests.Goldens;

/// <summary>Logits after one token of the packed sequences.</summary>
internal sealed record GoldenLogits(int Position, double[] Values);

/// <summary>The gradient of one checkpoint tensor: its Euclidean norm, and one row of it (all of a vector, where Row is null).</summary>
internal sealed record GoldenGradient(string Name, int[] Shape, double Norm, int? Row, double[] Values);

/// <summary>A tiny model, its input, and what plain PyTorch in double precision computes from it (make_goldens.py).</summary>
internal sealed class GoldenCase : IParameterSource
{
    private GoldenCase(string name, JsonObject json)
    {
        Name = name;
        ConfigJson = (JsonObject)json["config"]!;
        Config = HuggingFaceConfig.Read(ConfigJson, name);
        Sequences = json["sequences"].Deserialize<int[][]>(Options)!;
        Logits = json["logits"].Deserialize<GoldenLogits[]>(Options) ?? [];
        Scores = json["scores"].Deserialize<double[]>(Options) ?? [];
        Loss = (double)json["loss"]!;
        Gradients = json["gradients"].Deserialize<GoldenGradient[]>(Options)!;
    }

    public string Name { get; }

    public JsonObject ConfigJson { get; }

    public ModelConfig Config { get; }

    /// <summary>Two sequences of different length, to be packed one after the other.</summary>
    public int[][] Sequences { get; }

    /// <summary>Logits at a few positions of the packed tokens; none for a reward model.</summary>
    public GoldenLogits[] Logits { get; }

    /// <summary>A reward model's score at each packed token.</summary>
    public double[] Scores { get; }

    /// <summary>
    /// Mean cross-entropy of each sequence's next tokens; for a reward model −log σ(score of the first sequence − of the second), each
    /// at its last token.
    /// </summary>
    public double Loss { get; }

    /// <summary>Gradients of <see cref="Loss"/> for every checkpoint tensor.</summary>
    public GoldenGradient[] Gradients { get; }

    private static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Goldens");

    public static IReadOnlyList<GoldenCase> LoadAll()
        => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).Select(Load)];

    public static GoldenCase Load(string name) => new(name, (JsonObject)JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")))!);

    public bool Contains(Parameter parameter) => true;

    public unsafe void Load(Parameter parameter, in Tensor target)
    {
        foreach (var part in parameter.Parts)
        {
            var view = parameter.IsVector ? target.ColumnRange(part.Start, part.Count) : target.RowRange(part.Start, part.Count);
            fixed (float* values = GoldenWeights.Draw(part.Name, view.Length))
            {
                new Tensor(DType.F32, view.Rows, view.Cols, view.Cols, values).CopyTo(view);
            }
        }
    }

    public void Dispose()
    {
    }

    public override string ToString() => Name;
}

using System.Text.Json.Nodes;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Families;

/// <summary>Between config.json and <see cref="ModelConfig"/>.</summary>
public static class HuggingFaceConfig
{
    /// <summary>The file's name in a checkpoint folder.</summary>
    public const string FileName = "config.json";

    /// <summary>Reads the shape of a model.</summary>
    /// <param name="json">Content of config.json.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong, or asks for what this engine does not run.</exception>
    public static ModelConfig Read(JsonObject json, string file = FileName)
    {
        var reader = new ConfigReader(json, file);
        return ModelFamilies.Get(reader.Text("model_type"), file).Read(reader);
    }

    /// <summary>Writes the shape of a model so that transformers and vLLM load it.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="storedAs">Element type of the weights beside it.</param>
    /// <param name="original">The config.json the model came from, whose other keys are kept; null for a new one.</param>
    /// <returns>A new object; <paramref name="original"/> is not changed.</returns>
    /// <exception cref="ArgumentException">The family's config.json cannot express this shape.</exception>
    public static JsonObject Write(ModelConfig config, ElementType storedAs, JsonObject? original = null)
    {
        var family = ModelFamilies.Get(config.Family, FileName);
        var before = original is null ? null : Read(original);
        if (before is not null && before.Family != config.Family)
        {
            throw new ArgumentException($"the original config.json is of family {before.Family}, the model of {config.Family}; expected the same");
        }
        var json = original is null ? new JsonObject() : (JsonObject)original.DeepClone();
        family.Write(new(json, config, before));
        WriteType(json, storedAs);
        CheckReadsBack(config, json);
        return json;
    }

    private static void WriteType(JsonObject json, ElementType storedAs)
    {
        string name = storedAs switch
        {
            ElementType.F32 => "float32",
            ElementType.BF16 => "bfloat16",
            ElementType.F16 => "float16",
            _ => throw new ArgumentException($"weights cannot be stored as {storedAs.Name()}; expected F32, BF16 or F16"),
        };
        bool modern = json.ContainsKey("dtype");
        if (modern) json["dtype"] = name;
        if (!modern || json.ContainsKey("torch_dtype")) json["torch_dtype"] = name;
    }

    /// <summary>A setting that a family's file has no word for must not be lost in silence.</summary>
    private static void CheckReadsBack(ModelConfig config, JsonObject json)
    {
        var back = Read(json);
        if (config with { EosTokenIds = back.EosTokenIds } == back && config.EosTokenIds.SequenceEqual(back.EosTokenIds)) return;
        var (wanted, got) = (config.ToString().Split(", "), back.ToString().Split(", "));
        string difference = string.Join(", ", wanted.Except(got));
        throw new ArgumentException($"a {config.Family} config.json cannot express {difference}; expected a shape of that family; choose another family");
    }
}

using System.Text.Json.Nodes;
using Saenggak.Model.Families;

namespace Saenggak.Model.Checkpoints;

/// <summary>generation_config.json: how the author of a checkpoint means it to be sampled. Null means the file says nothing.</summary>
public sealed record GenerationConfig
{
    /// <summary>The file's name in a checkpoint folder.</summary>
    public const string FileName = "generation_config.json";

    /// <summary>Tokens that end a generation; empty when the file names none.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    /// <summary>Beginning-of-text token.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Padding token.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>False: greedy.</summary>
    public bool? DoSample { get; init; }

    /// <summary>Softmax temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: smallest set of tokens with this probability.</summary>
    public double? TopP { get; init; }

    /// <summary>Only this many most likely tokens; 0 means all.</summary>
    public int? TopK { get; init; }

    /// <summary>Logits of tokens that occurred are divided by this.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>The file as it stood; its other keys are kept on saving.</summary>
    public JsonObject? Original { get; init; }

    /// <summary>Reads the file of a checkpoint folder; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not valid.</exception>
    public static GenerationConfig? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(HuggingFaceJson.ReadObject(path), path) : null;
    }

    /// <summary>Reads the file's content.</summary>
    public static GenerationConfig Parse(JsonObject json, string file = FileName)
    {
        var reader = new ConfigReader(json, file);
        return new()
        {
            EosTokenIds = reader.Ids("eos_token_id", []),
            BosTokenId = reader.IntOrNull("bos_token_id"),
            PadTokenId = reader.IntOrNull("pad_token_id"),
            DoSample = reader.Json["do_sample"] is null ? null : reader.Bool("do_sample", false),
            Temperature = reader.DoubleOrNull("temperature"),
            TopP = reader.DoubleOrNull("top_p"),
            TopK = reader.IntOrNull("top_k"),
            RepetitionPenalty = reader.DoubleOrNull("repetition_penalty"),
            Original = json,
        };
    }

    /// <summary>The file's content; keys that say the same as before are left as they stood.</summary>
    public JsonObject ToJson()
    {
        var json = Original is null ? new JsonObject() : (JsonObject)Original.DeepClone();
        var before = Original is null ? new GenerationConfig() : Parse(Original);
        if (!before.EosTokenIds.SequenceEqual(EosTokenIds)) Put("eos_token_id", HuggingFaceJson.Ids(EosTokenIds));
        if (before.BosTokenId != BosTokenId) Put("bos_token_id", BosTokenId);
        if (before.PadTokenId != PadTokenId) Put("pad_token_id", PadTokenId);
        if (before.DoSample != DoSample) Put("do_sample", DoSample);
        if (before.Temperature != Temperature) Put("temperature", Number(Temperature));
        if (before.TopP != TopP) Put("top_p", Number(TopP));
        if (before.TopK != TopK) Put("top_k", TopK);
        if (before.RepetitionPenalty != RepetitionPenalty) Put("repetition_penalty", Number(RepetitionPenalty));
        return json;

        void Put(string key, JsonNode? value)
        {
            if (value is null) json.Remove(key);
            else json[key] = value;
        }

        static JsonNode? Number(double? value) => value is { } number ? HuggingFaceJson.Number(number) : null;
    }
}

using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>
/// Brings a config.json up to a model's shape. What already says the same is left as it stands, so that a checkpoint that is
/// loaded and saved keeps its author's keys and spelling; a new file gets every key.
/// </summary>
/// <param name="Json">The object being written.</param>
/// <param name="Config">What it shall say.</param>
/// <param name="Before">What it said; null for a new file.</param>
internal sealed record ConfigEditor(JsonObject Json, ModelConfig Config, ModelConfig? Before)
{
    /// <summary>True for a file that is made from nothing.</summary>
    public bool IsNew => Before is null;

    /// <summary>True when a field must be written.</summary>
    public bool Changed<T>(Func<ModelConfig, T> field)
        => Before is null || !EqualityComparer<T>.Default.Equals(field(Before), field(Config));

    /// <summary>Writes a whole number where it changed; null is written as null.</summary>
    public void Int(string key, Func<ModelConfig, int?> field)
    {
        if (Changed(field)) Json[key] = field(Config);
    }

    /// <summary>Writes a truth value where it changed.</summary>
    public void Bool(string key, Func<ModelConfig, bool> field)
    {
        if (Changed(field)) Json[key] = field(Config);
    }

    /// <summary>Writes a number where it changed.</summary>
    public void Float(string key, Func<ModelConfig, float> field)
    {
        if (Changed(field)) Json[key] = HuggingFaceJson.Number(field(Config));
    }

    /// <summary>Writes a key that only a new file needs.</summary>
    public void New(string key, JsonNode? value)
    {
        if (IsNew) Json[key] = value;
    }
}

using System.Text.Json.Nodes;
using Saenggak.Inference.Engine;

namespace Saenggak.Inference;

/// <summary>How to render and answer prompts.</summary>
public sealed record GenerationOptions
{
    /// <summary>How to draw; null takes <see cref="LanguageModel.Defaults"/>. The model's own stop tokens end a sample in any case.</summary>
    public SamplingParams? Sampling { get; init; }

    /// <summary>Samples of each prompt.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Texts that end a sample where they first occur, in thought or answer; the text ends before them.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>The template's <c>enable_thinking</c>; null leaves it undefined.</summary>
    public bool? EnableThinking { get; init; }

    /// <summary>Functions the model may call, as JSON schemas.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Further variables for the template.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? TemplateVariables { get; init; }
}

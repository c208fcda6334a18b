using System.ComponentModel.DataAnnotations;
using Saenggak.Training.Sft;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>Recipe of <c>saenggak sft</c>.</summary>
internal sealed record SftRunRecipe
{
    /// <summary>The checkpoint to start from, or a run folder, which means its newest checkpoint; null with <see cref="Init"/>.</summary>
    public string? Model { get; init; }

    /// <summary>A model to start with random weights instead.</summary>
    public ModelShape? Init { get; init; }

    /// <summary>Conversations: JSONL, JSONL.gz, or a folder of them.</summary>
    public required string Data { get; init; }

    /// <summary>Conversations that are not learned from; their loss is recorded as <c>val/loss</c>.</summary>
    public string? ValData { get; init; }

    /// <summary>Longer conversations are left out and counted; null: the model's context.</summary>
    [Range(2, int.MaxValue)]
    public int? MaxTokens { get; init; }

    /// <summary>How the machine is used.</summary>
    public TrainingSetup Setup { get; init; } = new();

    /// <summary>The training itself.</summary>
    public SftRecipe Train { get; init; } = new();

    /// <summary>The run folder; <c>--out</c> wins.</summary>
    public string? Out { get; init; }
}

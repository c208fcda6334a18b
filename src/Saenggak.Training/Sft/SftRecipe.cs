using System.ComponentModel.DataAnnotations;
using Saenggak.Training.Optimisers;
using Saenggak.Training.Schedules;

namespace Saenggak.Training.Sft;

/// <summary>Settings of a supervised fine-tuning run.</summary>
public sealed record SftRecipe
{
    /// <summary>Passes over the data; may be fractional. Ignored when <see cref="MaxSteps"/> is set.</summary>
    [Range(0.0, int.MaxValue, MinimumIsExclusive = true)]
    public double Epochs { get; init; } = 3;

    /// <summary>Optimiser steps; 0 derives them from <see cref="Epochs"/>.</summary>
    [Range(0.0, int.MaxValue)]
    public long MaxSteps { get; init; }

    /// <summary>Tokens (prompt and answer) of one optimiser step: rows are taken in order until one more would exceed this.</summary>
    [Range(1, int.MaxValue)]
    public int BatchTokens { get; init; } = 16384;

    /// <summary>Tokens of one forward and backward; changes memory and speed, not the result.</summary>
    [Range(1, int.MaxValue)]
    public int MicroBatchTokens { get; init; } = 4096;

    /// <summary>Peak learning rate.</summary>
    [Range(0.0, 1.0)]
    public double LearningRate { get; init; } = 4e-5;

    /// <summary>How it rises and falls.</summary>
    public LearningRateSchedule Schedule { get; init; } = new() { WarmupRatio = 0.03 };

    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimiser { get; init; } = new();

    /// <summary>Weight of the loss on tokens that are not the assistant's; 0 leaves them out. Small models from random weights learn to copy from it.</summary>
    [Range(0.0, 1.0)]
    public double PromptLossWeight { get; init; }

    /// <summary>Steps between evaluations; 0 evaluates at the end only.</summary>
    [Range(0, int.MaxValue)]
    public int EvalEvery { get; init; }

    /// <summary>Steps between checkpoints; 0 saves at the end only.</summary>
    [Range(0, int.MaxValue)]
    public int SaveEvery { get; init; }

    /// <summary>Newest checkpoints that are kept.</summary>
    [Range(1, int.MaxValue)]
    public int KeepLast { get; init; } = 2;

    /// <summary>Seed of the row order.</summary>
    public ulong Seed { get; init; } = 1;
}

using System.ComponentModel.DataAnnotations;

namespace Saenggak.Training.Schedules;

/// <summary>The course of the learning rate after warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Stays at the peak.</summary>
    Constant,

    /// <summary>Falls in a straight line to the minimum at the last step.</summary>
    Linear,

    /// <summary>Falls along half a cosine to the minimum at the last step.</summary>
    Cosine,
}

/// <summary>
/// What the peak learning rate is multiplied with at each step. The formulas are those of Hugging Face transformers'
/// <c>optimization.py</c> (<c>constant_with_warmup</c>, <c>linear</c>, <c>cosine</c>, <c>cosine_with_min_lr</c>), so a recipe's
/// curve is the one its reader knows; like there, the very first step of a warm-up has rate 0.
/// </summary>
public sealed record LearningRateSchedule
{
    /// <summary>The course after warm-up.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Steps of linear warm-up from 0. Above 0 it wins over <see cref="WarmupRatio"/>.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; init; }

    /// <summary>Warm-up as a share of all steps, rounded up.</summary>
    [Range(0.0, 1.0)]
    public double WarmupRatio { get; init; }

    /// <summary>The least factor that linear and cosine fall to, as a share of the peak.</summary>
    [Range(0.0, 1.0)]
    public double MinRatio { get; init; }

    /// <summary>The factor for an optimiser step.</summary>
    /// <param name="step">Optimiser steps done before this one; the first has 0.</param>
    /// <param name="totalSteps">Optimiser steps of the whole run. Later steps keep the last factor.</param>
    /// <returns>A factor between 0 and 1.</returns>
    public double Factor(long step, long totalSteps)
    {
        long warmup = WarmupSteps > 0 ? WarmupSteps : (long)Math.Ceiling(totalSteps * WarmupRatio);
        if (step < warmup) return (double)step / warmup;
        double progress = Math.Min(1, (double)(step - warmup) / Math.Max(1, totalSteps - warmup));
        double fall = Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Linear => 1 - progress,
            ScheduleKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * progress)),
            _ => throw new InvalidOperationException($"no formula for schedule {Kind}"),
        };
        return MinRatio + (1 - MinRatio) * fall;
    }
}

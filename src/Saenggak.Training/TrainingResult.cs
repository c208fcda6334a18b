namespace Saenggak.Training;

/// <summary>How a run ended.</summary>
/// <param name="Steps">Optimiser steps done in all.</param>
/// <param name="TokensSeen">Tokens trained on in all.</param>
/// <param name="Seconds">Seconds of work in all sittings, evaluation included.</param>
/// <param name="LastLoss">Loss of the last step; NaN where it was not finite.</param>
/// <param name="Checkpoint">Folder of the last checkpoint.</param>
public sealed record TrainingResult(long Steps, long TokensSeen, double Seconds, double LastLoss, string Checkpoint);

namespace Saenggak.Inference.Engine;

/// <summary>What an engine has done since it was made or last reset.</summary>
public readonly record struct EngineStatistics
{
    /// <summary>Steps that computed something.</summary>
    public long Steps { get; init; }

    /// <summary>Tokens computed as prompts, those computed anew after a preemption included.</summary>
    public long PrefillTokens { get; init; }

    /// <summary>Tokens drawn.</summary>
    public long GeneratedTokens { get; init; }

    /// <summary>Sum over steps of the sequences computed.</summary>
    public long SequenceSteps { get; init; }

    /// <summary>How often a sequence lost its cache to an older one.</summary>
    public long Preemptions { get; init; }

    /// <summary>Seconds inside the decoder.</summary>
    public double DecodeSeconds { get; init; }

    /// <summary>Seconds drawing tokens.</summary>
    public double SampleSeconds { get; init; }

    /// <summary>Seconds inside steps.</summary>
    public double Seconds { get; init; }

    /// <summary>Sequences per step.</summary>
    public double MeanBatch => Steps == 0 ? 0 : (double)SequenceSteps / Steps;

    /// <summary>Tokens drawn per second inside steps.</summary>
    public double GeneratedTokensPerSecond => Seconds > 0 ? GeneratedTokens / Seconds : 0;
}

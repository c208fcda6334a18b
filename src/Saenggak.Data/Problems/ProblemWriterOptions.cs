namespace Saenggak.Data.Problems;

/// <summary>How large the numbers of written problems may be, and how long their solutions. Small numbers let a small model learn the operations first.</summary>
public sealed record ProblemWriterOptions
{
    /// <summary>The largest number drawn to be added or taken away.</summary>
    public int MaxAddend { get; init; } = 50;

    /// <summary>The largest sum, and the largest number anything is taken from.</summary>
    public int MaxSum { get; init; } = 200;

    /// <summary>The largest factor, divisor and quotient; constants of a family (60 minutes) may exceed it.</summary>
    public int MaxFactor { get; init; } = 12;

    /// <summary>The largest product and dividend.</summary>
    public int MaxProduct { get; init; } = 150;

    /// <summary>The most arithmetic steps, 1 to 4; families with more are left out.</summary>
    public int MaxSteps { get; init; } = 4;
}

/// <summary>Which families, and which number combinations, problems are written from.</summary>
public enum FamilySplit
{
    /// <summary>Training families, seven of eight number combinations.</summary>
    Train,

    /// <summary>Training families, the number combinations that <see cref="Train"/> never uses.</summary>
    TestSeen,

    /// <summary>Families that training never sees.</summary>
    TestUnseen,
}

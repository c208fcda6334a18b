namespace Saenggak.Grading;

/// <summary>
/// What a number counts or measures. A measure has a dimension («length», «length^2», «length/time») and a factor to that
/// dimension's base unit; a counter («명», «apples») has groups of counters that mean the same. «분» is both.
/// </summary>
/// <param name="Name">One name for all spellings.</param>
/// <param name="Dimension">Empty for a counter.</param>
/// <param name="Factor">Base units in one of these; 0 for a counter.</param>
/// <param name="Groups">The groups of like counters it belongs to, one bit each.</param>
internal sealed record Unit(string Name, string Dimension, Rational Factor, ulong Groups)
{
    public const string Share = "share";

    /// <summary>A thousandth, only behind 푼: «오리» is a duck.</summary>
    public const string Ri = "리";

    public bool IsMeasure => Dimension.Length > 0;

    /// <summary>A per cent sign or one of its kin: the unit of a pure number.</summary>
    public bool IsShare => Dimension == Share;

    public bool IsPercent => Name == "%";

    /// <summary>An unknown English plural after a number («12 apples»): a counter of its own.</summary>
    public static Unit Counter(string name) => new(name, "", default, 0);

    public bool SameKind(Unit other) => IsMeasure && Dimension == other.Dimension;

    /// <summary>True where the two cannot stand for the same thing: another dimension, another counter.</summary>
    public bool Contradicts(Unit other) => Name != other.Name && !SameKind(other) && (Groups & other.Groups) == 0;
}

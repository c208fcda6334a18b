namespace Saenggak.Evaluation;

/// <summary>A 95 % confidence interval of a share, within 0 to 1.</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct Interval(double Low, double High);

namespace Saenggak.Grading;

/// <summary>Whether two answers are equal, and why in a few words.</summary>
internal readonly record struct Outcome(bool Same, string Why)
{
    public static Outcome Of(bool same, string what) => new(same, same ? "same " + what : "different " + what);
}

using System.Text.Json.Nodes;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>What was found out about one side of the machine.</summary>
/// <param name="Name">snake_case; the section's key in JSON.</param>
/// <param name="Findings">The findings in the order to show them.</param>
internal sealed record DoctorSection(string Name, IReadOnlyList<DoctorFinding> Findings);

/// <summary>One finding.</summary>
/// <param name="Key">snake_case, with the unit where there is one (<c>total_gib</c>).</param>
/// <param name="Value">For programs.</param>
/// <param name="Text">For people.</param>
/// <param name="Advice">What to do about it; null when all is well.</param>
internal sealed record DoctorFinding(string Key, JsonNode? Value, string Text, string? Advice = null)
{
    /// <summary>A finding whose value is its text.</summary>
    public DoctorFinding(string key, string text, string? advice = null) : this(key, JsonValue.Create(text), text, advice) { }

    /// <summary>Whether the machine has something.</summary>
    public DoctorFinding(string key, bool has, string? adviceIfNot = null) : this(key, JsonValue.Create(has), has ? "yes" : "no", has ? null : adviceIfNot) { }
}

using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>Keeps rows that hold to the think format exactly.</summary>
public sealed class FormatFilter : IRowFilter
{
    /// <inheritdoc />
    public string Name => "format";

    /// <summary>What the rows should do.</summary>
    public ThinkingMode Mode { get; init; } = ThinkingMode.Think;

    /// <inheritdoc />
    public string? Reject(TraceRow row)
    {
        FormatVerdict verdict = FormatCheck.Check(row.Response, row.PrefilledThink, Mode);
        return verdict.Strict ? null : verdict.Why;
    }
}

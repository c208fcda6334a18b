using Saenggak.Data;

namespace Saenggak.Distillation.Teachers;

/// <summary>Someone who answers problems with a thought and a final answer: an endpoint, a checkpoint or a script.</summary>
public interface ITeacher
{
    /// <summary>Unique name, as generated rows carry it.</summary>
    string Name { get; }

    /// <summary>Answers one problem. The same request gets the same answer from a scripted teacher.</summary>
    ValueTask<TeacherAnswer> AnswerAsync(TeacherRequest request, CancellationToken cancellationToken = default);
}

/// <summary>One question to a teacher.</summary>
public sealed record TeacherRequest
{
    /// <summary>The problem to answer.</summary>
    public required Problem Problem { get; init; }

    /// <summary>Which of several answers to the same problem this is, from 0.</summary>
    public int SampleIndex { get; init; }

    /// <summary>Seed of the whole generation; answers also depend on the problem's id and the sample index.</summary>
    public ulong Seed { get; init; }
}

/// <summary>What a teacher wrote.</summary>
/// <param name="Teacher">The teacher's name; behind a mixture, the one that was chosen.</param>
/// <param name="Text">The whole response: <c>&lt;think&gt;…&lt;/think&gt;</c>, a blank line, the answer with <c>\boxed{}</c>.</param>
/// <param name="Kind">What a scripted teacher did on purpose; null where nobody knows.</param>
public sealed record TeacherAnswer(string Teacher, string Text, TraceKind? Kind = null);

/// <summary>What a scripted trace is, for reports on what a filter lets through. Training never sees it.</summary>
public enum TraceKind
{
    /// <summary>Every step, right.</summary>
    Full,

    /// <summary>Hardly a thought, then the answer.</summary>
    Bare,

    /// <summary>An arithmetic slip stands in the thought, whatever the final answer is.</summary>
    Slip,

    /// <summary>A step that the answer needs is not told.</summary>
    MissingStep,

    /// <summary>An operation that does not fit the question.</summary>
    WrongOperation,

    /// <summary>English in the thought.</summary>
    English,

    /// <summary>Right but repeated and too long.</summary>
    Rambling,

    /// <summary>A broken format: a thought without end, or two boxes.</summary>
    Malformed,
}

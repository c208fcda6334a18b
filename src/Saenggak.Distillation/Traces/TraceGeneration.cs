using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Distillation.Teachers;

namespace Saenggak.Distillation.Traces;

/// <summary>Has a teacher answer problems and gives its answers as rows.</summary>
public static class TraceGeneration
{
    /// <summary>
    /// Answers every problem <paramref name="samples"/> times, in order. A row has id, problem_id, sample, teacher, prompt, answer
    /// (the gold one), response, source, and where known family and kind.
    /// </summary>
    /// <param name="teacher">Who answers.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="samples">Answers to each problem.</param>
    /// <param name="seed">Seed of the whole generation.</param>
    /// <param name="cancellation">Stops between two answers.</param>
    public static async IAsyncEnumerable<JsonObject> AnswerAsync(
        ITeacher teacher, IEnumerable<Problem> problems, int samples, ulong seed, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (Problem problem in problems)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                var request = new TeacherRequest { Problem = problem, SampleIndex = sample, Seed = seed };
                yield return ToRow(problem, sample, await teacher.AnswerAsync(request, cancellation).ConfigureAwait(false));
            }
        }
    }

    private static JsonObject ToRow(Problem problem, int sample, TeacherAnswer answer)
    {
        var row = new JsonObject
        {
            ["id"] = FormattableString.Invariant($"{problem.Id}/{sample}"),
            ["problem_id"] = problem.Id,
            ["sample"] = sample,
            ["teacher"] = answer.Teacher,
            ["prompt"] = problem.Prompt,
            ["answer"] = problem.Answer,
            ["response"] = answer.Text,
            ["source"] = problem.Source,
        };
        if (problem.Family is not null) row["family"] = problem.Family;
        if (answer.Kind is { } kind) row["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
        return row;
    }
}

using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Distillation.Teachers;
using Saenggak.Grading;

namespace Saenggak.Distillation.Tests.Teachers;

/// <summary>Answers of one teacher to 2,000 written problems, and the filter that a distillation run puts behind them.</summary>
internal static class TeacherSamples
{
    public static readonly Problem[] Problems = [.. new ProblemWriter(21).Write(2000, FamilySplit.Train)];

    public static async Task<(Problem Problem, TeacherAnswer Answer)[]> Of(ITeacher teacher, ulong seed = 1)
    {
        var answers = new List<(Problem, TeacherAnswer)>(Problems.Length);
        foreach (Problem problem in Problems)
        {
            answers.Add((problem, await teacher.AnswerAsync(new TeacherRequest { Problem = problem, Seed = seed })));
        }
        return [.. answers];
    }

    public static bool Correct(Problem problem, TeacherAnswer answer) => Grader.Grade(answer.Text, problem.Answer).IsCorrect;

    public static bool Kept(Problem problem, TeacherAnswer answer)
    {
        ReasoningLanguage language = LanguageConsistency.Of(answer.Text, PromptLanguage.Korean, problem.Prompt);
        return Correct(problem, answer) && FormatCheck.Check(answer.Text).Strict && language is { ThoughtReward: > 0.9, AnswerReward: > 0.9 };
    }
}

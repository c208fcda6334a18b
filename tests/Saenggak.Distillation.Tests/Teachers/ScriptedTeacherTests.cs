using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Distillation.Teachers;
using Saenggak.Testing;

namespace Saenggak.Distillation.Tests.Teachers;

public sealed class ScriptedTeacherTests
{
    [Theory]
    [InlineData("careful", 1.0, 1.0)]
    [InlineData("concise", 1.0, 1.0)]
    [InlineData("hasty", 0.80, 0.90)]
    [InlineData("english", 1.0, 1.0)]
    [InlineData("rambler", 0.55, 0.80)]
    public async Task AnswerAsync_IsRightAsOftenAsTheTeacherShouldBe(string name, double low, double high)
    {
        var samples = await TeacherSamples.Of(ScriptedTeachers.ByName[name]);
        Assert.InRange(samples.Count(s => TeacherSamples.Correct(s.Problem, s.Answer)) / (double)samples.Length, low, high);
    }

    [Theory]
    [InlineData("careful", 1.0, 1.0)]
    [InlineData("concise", 1.0, 1.0)]
    [InlineData("hasty", 0.80, 0.90)]
    [InlineData("english", 0.0, 0.02)]
    [InlineData("rambler", 0.55, 0.75)]
    public async Task AnswerAsync_PassesTheFilterAsOftenAsTheTeacherShould(string name, double low, double high)
    {
        var samples = await TeacherSamples.Of(ScriptedTeachers.ByName[name]);
        Assert.InRange(samples.Count(s => TeacherSamples.Kept(s.Problem, s.Answer)) / (double)samples.Length, low, high);
    }

    [Theory]
    [InlineData("careful")]
    [InlineData("concise")]
    public async Task AnswerAsync_FullTraces_ShowEveryStep(string name)
    {
        foreach (var (problem, answer) in await TeacherSamples.Of(ScriptedTeachers.ByName[name]))
        {
            Assert.Equal(TraceKind.Full, answer.Kind);
            Assert.All(problem.Solution, step => Assert.Contains($"{step.Left} {step.Operator} {step.Right} = {step.Result}", answer.Text, StringComparison.Ordinal));
        }
    }

    /// <summary>What the hasty teacher claims of its trace holds: a slip is there to see, a step is gone, nothing else is wrong.</summary>
    [Fact]
    public async Task AnswerAsync_Hasty_KindsAreTrue()
    {
        foreach (var (problem, answer) in await TeacherSamples.Of(ScriptedTeachers.ByName["hasty"]))
        {
            string[] equations = [.. problem.Solution.Select(s => $"{s.Left} {s.Operator} {s.Right} = {s.Result}")];
            int shown = equations.Count(e => answer.Text.Contains(e, StringComparison.Ordinal));
            switch (answer.Kind)
            {
                case TraceKind.Bare:
                    Assert.DoesNotContain(" = ", answer.Text, StringComparison.Ordinal);
                    break;
                case TraceKind.MissingStep:
                    Assert.True(TeacherSamples.Correct(problem, answer));
                    Assert.InRange(shown, 1, equations.Length);
                    break;
                default:
                    Assert.True(shown < equations.Length, answer.Text);
                    break;
            }
        }
    }

    [Fact]
    public async Task AnswerAsync_IsSettledByTeacherProblemSampleAndSeed()
    {
        foreach (ITeacher teacher in ScriptedTeachers.ByName.Values.Append(TeacherMixture.Default))
        {
            var request = new TeacherRequest { Problem = TeacherSamples.Problems[3], SampleIndex = 2, Seed = 5 };
            Assert.Equal(await teacher.AnswerAsync(request), await teacher.AnswerAsync(request with { }));
        }
        var texts = new HashSet<string>();
        for (int i = 0; i < 20; i++)
        {
            texts.Add((await ScriptedTeachers.ByName["careful"].AnswerAsync(new TeacherRequest { Problem = TeacherSamples.Problems[3], SampleIndex = i })).Text);
        }
        Assert.True(texts.Count > 5);
    }

    [Fact]
    public async Task AnswerAsync_StepsWithoutMeaning_ReadAsProse()
    {
        var problem = new Problem { Id = "kmwps-train:2", Prompt = "철사", Answer = "10", Equation = "( 52 - 12 ) / 4" };
        for (int i = 0; i < 20; i++)
        {
            string text = (await ScriptedTeachers.ByName["careful"].AnswerAsync(new TeacherRequest { Problem = problem, SampleIndex = i })).Text;
            Assert.Matches("^<think>\n(먼저|우선) 52 - 12 = 40입니다\\. (마지막으로|이제|따라서) 40 ÷ 4 = 10입니다\\.\n</think>\n\n.*답은 \\\\boxed\\{10\\}입니다\\.$", text);
        }
    }

    /// <summary>Of 7,322 rows with steps, 2.4 % carry a gold answer that their own equation does not give.</summary>
    [SkippableFact]
    public async Task AnswerAsync_Kmwps_AnswersWhatTheEquationsGive()
    {
        string path = SharedData.Require("korean_math", "kmwps", "train.csv");
        int full = 0, kept = 0;
        foreach (Problem problem in ProblemReaders.Read(path).Problems)
        {
            TeacherAnswer answer = await ScriptedTeachers.ByName["careful"].AnswerAsync(new TeacherRequest { Problem = problem });
            if (answer.Kind != TraceKind.Full) continue;
            full++;
            if (TeacherSamples.Kept(problem, answer)) kept++;
        }
        Assert.True(full > 7000, $"{full} rows with steps");
        Assert.InRange(kept / (double)full, 0.97, 0.985);
    }

    [Fact]
    public async Task AnswerAsync_WithoutSteps_StatesTheAnswer()
    {
        var problem = new Problem { Id = "x:1", Prompt = "누가 더 많은가?", Answer = "윤기", Equation = "'윤기' if 4 / 5 < 6 / 7 else '지민'" };
        TeacherAnswer answer = await ScriptedTeachers.ByName["careful"].AnswerAsync(new TeacherRequest { Problem = problem });
        Assert.Equal(TraceKind.Bare, answer.Kind);
        Assert.Contains("\\boxed{윤기}", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerAsync_Drills_AreAnsweredInOneEquation()
    {
        foreach (Problem drill in ArithmeticDrills.Write(3, 300))
        {
            TeacherAnswer answer = await ScriptedTeachers.ByName["careful"].AnswerAsync(new TeacherRequest { Problem = drill });
            Assert.True(TeacherSamples.Kept(drill, answer), answer.Text);
            Assert.Single(answer.Text, c => c == '=');
        }
    }
}

using Saenggak.Data;
using Saenggak.Distillation.Teachers;

namespace Saenggak.Distillation.Tests.Teachers;

public sealed class TeacherMixtureTests
{
    [Theory]
    [InlineData(TraceKind.Full, 0.55, 0.65)]
    [InlineData(TraceKind.Bare, 0.12, 0.18)]
    [InlineData(TraceKind.Slip, 0.09, 0.15)]
    [InlineData(TraceKind.MissingStep, 0.10, 0.16)]
    public async Task Default_BehindTheFilter_LeavesTheSharesItPromises(TraceKind kind, double low, double high)
    {
        TeacherAnswer[] kept = [.. (await TeacherSamples.Of(TeacherMixture.Default)).Where(s => TeacherSamples.Kept(s.Problem, s.Answer)).Select(s => s.Answer)];
        Assert.InRange(kept.Count(a => a.Kind == kind) / (double)kept.Length, low, high);
    }

    [Fact]
    public async Task AnswerAsync_FollowsTheWeights()
    {
        var mixture = new TeacherMixture([(ScriptedTeachers.ByName["careful"], 3), (ScriptedTeachers.ByName["english"], 1)]);
        var samples = await TeacherSamples.Of(mixture);
        Assert.InRange(samples.Count(s => s.Answer.Teacher == "careful") / (double)samples.Length, 0.72, 0.78);
    }

    [Fact]
    public void Constructor_RefusesWeightsThatAreNotPositive()
    {
        Assert.Throws<ArgumentException>(() => new TeacherMixture([]));
        Assert.Throws<ArgumentException>(() => new TeacherMixture([(ScriptedTeachers.ByName["careful"], 0)]));
    }
}

using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class ChoiceTests
{
    private static readonly string[] Cities = ["서울", "부산", "대구", "인천", "광주"];
    private static readonly string[] Numbers = ["3", "5", "2", "9", "12"];

    [Theory]
    [InlineData("정답은 ②입니다.")]
    [InlineData("정답: 2번")]
    [InlineData("정답: B")]
    [InlineData("정답은 (나)입니다.")]
    [InlineData("정답: 2")]
    [InlineData("정답: 부산")]
    [InlineData("정답: ② 부산")]
    [InlineData("정답: B. 부산")]
    [InlineData("정답은 부산(②)입니다.")]
    [InlineData("②번이 정답입니다.")]
    [InlineData(@"\boxed{B}")]
    [InlineData(@"\boxed{\text{(B)}}")]
    [InlineData(@"\boxed{\text{부산}}")]
    [InlineData("**정답: (B) 부산**")]
    [InlineData("The answer is option B.")]
    [InlineData("The correct choice is (b).")]
    [InlineData("부산")]
    [InlineData("② 부산은 한국 제2의 도시이며 바다를 끼고 있는 항구 도시이기 때문에 이것을 고른다.")]
    public void Choice_NamedByMarkOrText_IsCorrect(string response)
    {
        foreach (string gold in (string[])["B", "②", "2", "2번", "나", "부산", "(B) 부산"]) AssertKind(VerdictKind.Correct, response, gold, Cities);
    }

    [Theory]
    [InlineData("정답은 ③입니다.")]
    [InlineData("정답: C")]
    [InlineData("정답: 대구")]
    [InlineData("정답: ② 대구")]
    [InlineData("정답: B. 대구")]
    [InlineData("정답: 대구(②)")]
    [InlineData("정답: B와 C")]
    [InlineData("정답: ②, ③")]
    [InlineData(@"\boxed{B} 또는 \boxed{C}")]
    [InlineData("정답: 제주")]
    [InlineData("정답: 22")]
    [InlineData(@"<think>\boxed{B}</think>정답: D")]
    public void Choice_OtherOrContradicting_IsIncorrect(string response)
    {
        foreach (string gold in (string[])["B", "②", "2", "부산"]) AssertKind(VerdictKind.Incorrect, response, gold, Cities);
    }

    [Theory]
    [InlineData("정답: ③", "C", true)]
    [InlineData("정답: 3번", "C", true)]
    [InlineData("정답: 2", "C", true)]
    [InlineData("정답: 3", "C", false)]
    [InlineData("정답: 3", "A", true)]
    [InlineData("정답: 3", "③", true)]
    [InlineData("정답: 3", "3번", true)]
    [InlineData("정답: 2", "③", false)]
    [InlineData("정답: 9", "D", true)]
    [InlineData("정답: ① 3", "A", true)]
    [InlineData("정답: ① 5", "A", false)]
    [InlineData("정답: 12", "12", true)]
    [InlineData("정답: E", "12", true)]
    public void Choice_OfNumbers_ReadsABareNumberAsTheGoldIsWritten(string response, string gold, bool correct) =>
        AssertKind(correct ? VerdictKind.Correct : VerdictKind.Incorrect, response, gold, Numbers);

    [Theory]
    [InlineData("정답: ①, ③", true)]
    [InlineData("정답은 A와 C입니다.", true)]
    [InlineData(@"\boxed{A}와 \boxed{C}", true)]
    [InlineData("정답: ①", false)]
    [InlineData("정답: ①, ②, ③", false)]
    public void Choice_SeveralWanted_ComparesSets(string response, bool correct) =>
        AssertKind(correct ? VerdictKind.Correct : VerdictKind.Incorrect, response, "A, C", Cities);

    [Fact]
    public void Choice_WithoutAReadableAnswer_IsUnparsable() =>
        AssertKind(VerdictKind.Unparsable, "선택지를 하나씩 살펴보았다.\n서울도 부산도 모두 그럴듯하다.", "B", Cities);

    [Fact]
    public void Choice_CutThought_IsTruncated() => AssertKind(VerdictKind.Truncated, "<think>정답: B", "B", Cities);

    private static void AssertKind(VerdictKind kind, string response, string gold, string[] choices)
    {
        Verdict verdict = Grader.Grade(response, gold, new GradeOptions { Choices = choices });
        Assert.True(kind == verdict.Kind, $"{response} | {gold}: {verdict}");
    }
}

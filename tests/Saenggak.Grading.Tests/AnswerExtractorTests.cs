using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class AnswerExtractorTests
{
    [Theory]
    [InlineData(@"따라서 \boxed{12}입니다.", "12")]
    [InlineData(@"\boxed{\frac{1}{2}}", @"\frac{1}{2}")]
    [InlineData(@"\boxed{3} 아니, \boxed{\text{12개}}", @"\text{12개}")]
    [InlineData(@"\boxed{\boxed{5}}", "5")]
    [InlineData(@"\boxed{\{1,2\}}", @"\{1,2\}")]
    [InlineData(@"$\boxed 5$", "5")]
    [InlineData(@"$$\fbox{7}$$", "7")]
    [InlineData(@"\boxed{**8**}", "8")]
    public void Extract_LastBox(string response, string expected) => AssertFound(response, expected, AnswerSources.Boxed);

    [Theory]
    [InlineData("사과는 모두 12개 남습니다. 정답은 12개입니다.", "12개")]
    [InlineData("정답은 **12**개입니다", "12개")]
    [InlineData("**정답:** 12", "12")]
    [InlineData("**정답**: 12", "12")]
    [InlineData("정답 : 12.5", "12.5")]
    [InlineData("답：1,000원", "1,000원")]
    [InlineData("따라서 답은 12.5입니다. 검산해도 같습니다.", "12.5")]
    [InlineData("최종 답:\n**12**", "12")]
    [InlineData("답은 3이라고 생각했지만, 정답은 4이다.", "4")]
    [InlineData("정답은 «윤기»입니다.", "윤기")]
    [InlineData("정답은 12개예요!", "12개")]
    [InlineData("So the answer is 18.", "18")]
    [InlineData("**Answer:** 18", "18")]
    [InlineData("**Final answer**: 18 dollars", "18 dollars")]
    [InlineData("The answer is $\\frac{3}{4}$.", "$\\frac{3}{4}$")]
    public void Extract_LastSentence(string response, string expected) => AssertFound(response, expected, AnswerSources.Sentence);

    [Theory]
    [InlineData("She has 18 eggs.\n#### 18", "18", AnswerSources.Hashes)]
    [InlineData("12개입니다.", "12개", AnswerSources.Whole)]
    [InlineData("윤기", "윤기", AnswerSources.Whole)]
    public void Extract_OtherMarks(string response, string expected, AnswerSources source) => AssertFound(response, expected, source);

    [Theory]
    [InlineData("선생님의 대답은 여러 가지였고 학생들의 응답: 많음. 그래서 이 문제는 생각보다 복잡하다고 합니다.")]
    [InlineData("사과 세 개와 배 네 개를 더하고 다시 두 개를 빼면 남는 과일이 몇 개인지 알 수 있습니다.")]
    [InlineData(@"정답은 12입니다. \boxed{12")]
    [InlineData(@"\boxed{}")]
    [InlineData("<think>생각</think>")]
    public void Extract_NothingMarked_IsMissing(string response)
    {
        ExtractedAnswer answer = AnswerExtractor.Extract(response);
        Assert.Equal(ExtractionStatus.Missing, answer.Status);
        Assert.Null(answer.Text);
        Assert.NotEmpty(answer.Why);
    }

    [Theory]
    [InlineData(@"<think>답은 \boxed{12}", false, false)]
    [InlineData(@"생각 끝에 \boxed{12}", false, true)]
    [InlineData(@"<think>생각</think>\boxed{12}", true, false)]
    public void Extract_CutOrUnclosed_IsTruncatedEvenWithABox(string response, bool truncated, bool prefilled) =>
        Assert.Equal(ExtractionStatus.Truncated, AnswerExtractor.Extract(response, truncated, prefilled).Status);

    [Fact]
    public void Extract_IgnoresTheThought() =>
        AssertFound(@"<think>\boxed{3}일까?</think>답은 4입니다.", "4", AnswerSources.Sentence);

    [Theory]
    [InlineData("7 더하기 5는 12이고, 여기서 2를 빼면 남은 사과는 10개가 되어서 문제가 풀린다고 할 수 있어요.", "10")]
    [InlineData("값은 x = -3.5 가 되어 조건을 만족하므로 이것이 바로 우리가 찾던 값이라고 할 수 있습니다.", "-3.5")]
    public void Extract_LastNumber_OnlyOnRequest(string response, string expected)
    {
        Assert.Equal(ExtractionStatus.Missing, AnswerExtractor.Extract(response).Status);
        ExtractedAnswer answer = AnswerExtractor.Extract(response, sources: AnswerSources.Default | AnswerSources.LastNumber);
        Assert.Equal(expected, answer.Text);
    }

    private static void AssertFound(string response, string expected, AnswerSources source)
    {
        ExtractedAnswer answer = AnswerExtractor.Extract(response);
        Assert.Equal((ExtractionStatus.Found, expected, source), (answer.Status, answer.Text, answer.Source));
    }
}

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
    [InlineData(@"\boxed {9}", "9")]
    [InlineData(@"답은 $\boxed{\sqrt{2}}$이다", @"\sqrt{2}")]
    [InlineData(@"\boxed{정답: 12개}", "12개")]
    [InlineData(@"\boxed{3} 아니, 다시 계산하면 \boxed{4}", "4")]
    [InlineData(@"$x=\boxed{3}$이고 $y=\boxed{4}$", "4")]
    [InlineData(@"정답은 5입니다. \boxed{6}", "6")]
    [InlineData(@"\boxed{6} 이 답은 검산해도 맞습니다.", "6")]
    [InlineData(@"\boxed{6} 정답은 자연수입니다.", "6")]
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
    [InlineData("정답은 사이다입니다.", "사이다")]
    [InlineData("정답은 바다", "바다")]
    [InlineData("답은 12개다.", "12개")]
    [InlineData("\\boxed{6}인 줄 알았다. 그러므로 정답은 5입니다.", "5")]
    [InlineData("We get \\boxed{255}. The final answer is $10,455$.", "$10,455$")]
    [InlineData("### 최종 답안\n\n**12개**\n", "12개")]
    [InlineData("#### 정답\n12개", "12개")]
    [InlineData("**최종 답안:** 12개", "12개")]
    [InlineData("최종답안: 12", "12")]
    [InlineData("[정답] 윤기", "윤기")]
    [InlineData("【정답】 ③", "③")]
    [InlineData("정답 ③", "③")]
    [InlineData("정답 → 12", "12")]
    [InlineData("따라서 답이 12입니다.", "12")]
    [InlineData("따라서 12개가 정답입니다.", "12개")]
    [InlineData("그러므로 ③이 답이다.", "③")]
    [InlineData("정답은 다음과 같습니다.\n\n**12개**", "12개")]
    [InlineData("정답은 다음과 같습니다: 12개", "12개")]
    [InlineData("정답은 3이 아니라 5입니다.", "5")]
    [InlineData("정답은 12입니다. 이 답은 검산으로도 옳습니다.", "12")]
    [InlineData("정답: 남은 사과는 12개입니다.", "12개")]
    [InlineData("정답: 사과는 12개이고 배는 5개입니다.", "사과는 12개이고 배는 5개")]
    [InlineData("정답은\n\\[\n12\n\\]\n입니다.", "\\[\n12\n\\]")]
    [InlineData("정답은 5!입니다.", "5!")]
    [InlineData("답: $x = 3.5$", "$x = 3.5$")]
    [InlineData("정답: 12개 (모두 세었다)\n대답: 좋음", "12개 (모두 세었다)")]
    [InlineData("The final answer is $12$. I hope it is correct.", "$12$")]
    [InlineData("## Final Answer\n\n18", "18")]
    [InlineData("The answer to the question is 18.", "18")]
    [InlineData("Final Answer: The largest $n$ is 34.", "34")]
    [InlineData("The answers are 3 and 5.", "3 and 5")]
    [InlineData("The correct option is (B).", "(B)")]
    [InlineData("Thus $x \\le 2$ is our answer.", "$x \\le 2$")]
    [InlineData("The answer is not 3 but 5.", "5")]
    [InlineData("My answer is 5. This answer is correct.", "5")]
    public void Extract_LastSentence(string response, string expected) => AssertFound(response, expected, AnswerSources.Sentence);

    [Theory]
    [InlineData("She has 18 eggs.\n#### 18", "18", AnswerSources.Hashes)]
    [InlineData("12개입니다.", "12개", AnswerSources.Whole)]
    [InlineData("윤기", "윤기", AnswerSources.Whole)]
    [InlineData("\\[\n12\n\\]", "\\[\n12\n\\]", AnswerSources.Whole)]
    [InlineData("#### 풀이\n\n정답: 12", "12", AnswerSources.Sentence)]
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
        Assert.Equal(ExtractionStatus.Truncated, AnswerExtractor.Extract(response, new GradeOptions { Truncated = truncated, PrefilledThink = prefilled }).Status);

    [Theory]
    [InlineData(@"생각</think>\boxed{12}", false)]
    [InlineData(@"\boxed{3}일까?</think>\boxed{12}", true)]
    [InlineData(@"<think>\boxed{3}</think><think>\boxed{4}</think>\boxed{12}", false)]
    public void Extract_ReadsBehindTheLastThought(string response, bool prefilled) =>
        Assert.Equal("12", AnswerExtractor.Extract(response, new GradeOptions { PrefilledThink = prefilled }).Text);

    [Theory]
    [InlineData(@"\boxed{3}시간", "3시간")]
    [InlineData(@"$\boxed{3}$시간입니다.", "3시간")]
    [InlineData(@"\boxed{3}시간이 걸립니다.", "3시간")]
    [InlineData(@"$\boxed{3}\text{ cm}$", "3cm")]
    [InlineData(@"\boxed{50}\%", "50%")]
    [InlineData(@"\boxed{50} 퍼센트", "50퍼센트")]
    [InlineData(@"\boxed{12}개", "12")]
    [InlineData(@"\boxed{12}입니다.", "12")]
    [InlineData(@"\boxed{12}일 것입니다.", "12")]
    [InlineData(@"\boxed{12} a day", "12")]
    [InlineData(@"\boxed{3}시간 \boxed{30}초", "3시간 30초")]
    public void Extract_TakesTheMeasureBehindTheBox(string response, string expected) => AssertFound(response, expected, AnswerSources.Boxed);

    [Theory]
    [InlineData(@"\boxed{1} papers and \boxed{2} bins", "1, 2")]
    [InlineData(@"$\boxed{2}$, $\boxed{3}$, $\boxed{5}$", "2, 3, 5")]
    [InlineData(@"x는 \boxed{3}, y는 \boxed{4}입니다.", "3, 4")]
    [InlineData("x = \\boxed{3}\ny = \\boxed{4}", "3, 4")]
    [InlineData(@"\boxed{9}라고 생각했지만 아니었다. \boxed{3} 그리고 \boxed{4}", "3, 4")]
    [InlineData(@"\boxed{1} no no no no no \boxed{2}", "2")]
    [InlineData(@"\boxed{1} 아니, \boxed{2}", "2")]
    public void Extract_SeveralAsked_ListsTheLastStatement(string response, string expected)
    {
        Assert.Equal(expected, AnswerExtractor.Extract(response, new GradeOptions { SeveralAnswers = true }).Text);
        Assert.Equal(expected, AnswerExtractor.Extract(response, new GradeOptions { Question = "방정식의 해를 모두 구하시오." }).Text);
        Assert.Equal(expected.Split(", ")[^1], AnswerExtractor.Extract(response, new GradeOptions { Question = "사과는 모두 몇 개입니까?" }).Text);
    }

    [Fact]
    public void Extract_IgnoresTheThought() =>
        AssertFound(@"<think>\boxed{3}일까?</think>답은 4입니다.", "4", AnswerSources.Sentence);

    [Theory]
    [InlineData("first the value $1$ and then after a long way the value \\[ x = 4 \\]", "x = 4")]
    [InlineData("사과 열 개에서 이것저것 빼고 또 더하는 긴 계산을 모두 마치고 나면 남는 것은 모두 12개입니다.", "모두 12개입니다.")]
    public void Extract_Guess_OnlyOnRequest(string response, string expected)
    {
        Assert.Equal(ExtractionStatus.Missing, AnswerExtractor.Extract(response).Status);
        ExtractedAnswer answer = AnswerExtractor.Extract(response, new GradeOptions { Sources = AnswerSources.Any });
        Assert.Equal((expected, AnswerSources.Guess), (answer.Text!.Trim(), answer.Source));
    }

    [Theory]
    [InlineData("7 더하기 5는 12이고, 여기서 2를 빼면 남은 사과는 10개가 되어서 문제가 풀린다고 할 수 있어요.", "10")]
    [InlineData("값은 x = -3.5 가 되어 조건을 만족하므로 이것이 바로 우리가 찾던 값이라고 할 수 있습니다.", "-3.5")]
    public void Extract_LastNumber_OnlyOnRequest(string response, string expected)
    {
        Assert.Equal(ExtractionStatus.Missing, AnswerExtractor.Extract(response).Status);
        ExtractedAnswer answer = AnswerExtractor.Extract(response, new GradeOptions { Sources = AnswerSources.Default | AnswerSources.LastNumber });
        Assert.Equal(expected, answer.Text);
    }

    private static void AssertFound(string response, string expected, AnswerSources source)
    {
        ExtractedAnswer answer = AnswerExtractor.Extract(response);
        Assert.Equal((ExtractionStatus.Found, expected, source), (answer.Status, answer.Text, answer.Source));
    }
}

using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class ThinkTextTests
{
    [Fact]
    public void Split_OneBlock_TakesThoughtAndAnswer()
    {
        ThinkParts parts = ThinkText.Split("<think>\n3 더하기 4는 7.\n</think>\n답은 7입니다.");
        Assert.Equal("\n3 더하기 4는 7.\n", parts.Thought);
        Assert.Equal("\n답은 7입니다.", parts.Answer);
        Assert.True(parts.Wellformed);
    }

    [Fact]
    public void Split_Prefilled_StartsInsideTheThought()
    {
        ThinkParts parts = ThinkText.Split("생각\n</think>\n7", prefilled: true);
        Assert.Equal("생각\n", parts.Thought);
        Assert.Equal("\n7", parts.Answer);
        Assert.True(parts.Wellformed);
    }

    [Theory]
    [InlineData("<think>끝이 없는 생각", false)]
    [InlineData("끝이 없는 생각", true)]
    [InlineData("<think>하나</think>답<think>둘", false)]
    public void Split_NeverClosed_HasNoAnswer(string response, bool prefilled)
    {
        ThinkParts parts = ThinkText.Split(response, prefilled);
        Assert.True(parts.Unclosed);
        Assert.Equal("", parts.Answer);
        Assert.False(parts.Wellformed);
    }

    [Theory]
    [InlineData("그냥 답 7", false, true)]
    [InlineData("앞말<think>생각</think>7", false, false)]
    [InlineData("<think>생각</think>7</think>8", false, false)]
    [InlineData("<think>하나</think><think>둘</think>7", false, false)]
    [InlineData("<think>또 열었다</think>7", true, false)]
    [InlineData("열지 않은 생각</think>7", false, false)]
    public void Split_Wellformed_OnlyWithNoOrOneBlock(string response, bool prefilled, bool wellformed) =>
        Assert.Equal(wellformed, ThinkText.Split(response, prefilled).Wellformed);

    [Fact]
    public void Split_CloseWithoutOpen_StillSeparatesTheAnswer()
    {
        ThinkParts parts = ThinkText.Split("열지 않은 생각</think>7");
        Assert.Equal("열지 않은 생각", parts.Thought);
        Assert.Equal("7", parts.Answer);
    }
}

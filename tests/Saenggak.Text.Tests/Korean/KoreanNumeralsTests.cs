using Saenggak.Text.Korean;

namespace Saenggak.Text.Tests.Korean;

public sealed class KoreanNumeralsTests
{
    [Theory]
    [InlineData(0, "영")]
    [InlineData(10, "십")]
    [InlineData(123, "백이십삼")]
    [InlineData(1111, "천백십일")]
    [InlineData(10_000, "만")]
    [InlineData(12_345, "만 이천삼백사십오")]
    [InlineData(110_000, "십일만")]
    [InlineData(100_010_000, "일억 일만")]
    [InlineData(-5, "마이너스 오")]
    [InlineData(long.MinValue, "마이너스 구백이십이경 삼천삼백칠십이조 삼백육십팔억 오천사백칠십칠만 오천팔백팔")]
    public void Sino_ReadsAsKoreansDo(long value, string expected) => Assert.Equal(expected, KoreanNumerals.Sino(value));

    [Theory]
    [InlineData(3, "개", "세 개")]
    [InlineData(20, "명", "스무 명")]
    [InlineData(21, "마리", "스물한 마리")]
    [InlineData(44, "권", "마흔네 권")]
    [InlineData(100, "개", "백 개")]
    [InlineData(500, "원", "오백 원")]
    [InlineData(3, "분", "삼 분")]
    public void Count_ChoosesTheNumeralSystem(long value, string unit, string expected) =>
        Assert.Equal(expected, KoreanNumerals.Count(value, unit));

    [Fact]
    public void Native_StandsAlone()
    {
        Assert.Equal("스물셋", KoreanNumerals.Native(23));
        Assert.Throws<ArgumentOutOfRangeException>(() => KoreanNumerals.Native(100));
    }
}

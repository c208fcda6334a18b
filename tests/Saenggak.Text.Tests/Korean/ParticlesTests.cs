using Saenggak.Text.Korean;

namespace Saenggak.Text.Tests.Korean;

public sealed class ParticlesTests
{
    [Theory]
    [InlineData("사과", "은/는", "사과는")]
    [InlineData("수박", "은/는", "수박은")]
    [InlineData("민수", "이/가", "민수가")]
    [InlineData("지훈", "이/가", "지훈이")]
    [InlineData("연필", "을/를", "연필을")]
    [InlineData("공책", "과/와", "공책과")]
    [InlineData("공책", "와/과", "공책과")]
    [InlineData("사과", "와/과", "사과와")]
    [InlineData("서울", "으로/로", "서울로")]
    [InlineData("부산", "으로/로", "부산으로")]
    [InlineData("제주", "으로/로", "제주로")]
    [InlineData("서울", "으로서/로서", "서울로서")]
    [InlineData("학생", "이에요/예요", "학생이에요")]
    [InlineData("의사", "이에요/예요", "의사예요")]
    [InlineData("학생", "이/", "학생이")]
    [InlineData("의사", "이/", "의사")]
    public void Attach_Hangul(string noun, string pair, string expected) => Assert.Equal(expected, Particles.Attach(noun, pair));

    [Theory]
    [InlineData("0", "이")]
    [InlineData("1", "이")]
    [InlineData("2", "가")]
    [InlineData("5", "가")]
    [InlineData("9", "가")]
    [InlineData("10", "이")]
    [InlineData("12", "가")]
    [InlineData("120", "이")]
    [InlineData("500", "이")]
    [InlineData("1,000", "이")]
    [InlineData("30,000", "이")]
    [InlineData("2000000000000", "가")]
    [InlineData("3.14", "가")]
    [InlineData("2.0", "이")]
    [InlineData("3/4", "이")]
    [InlineData("2/3", "가")]
    [InlineData("50%", "가")]
    [InlineData("5kg", "이")]
    [InlineData("5m", "가")]
    [InlineData("-7", "이")]
    public void Attach_Numbers(string noun, string particle) => Assert.Equal(noun + particle, Particles.Attach(noun, "이/가"));

    [Theory]
    [InlineData("1", "1로")]
    [InlineData("7", "7로")]
    [InlineData("8", "8로")]
    [InlineData("3", "3으로")]
    [InlineData("10", "10으로")]
    [InlineData("L", "L로")]
    [InlineData("M", "M으로")]
    [InlineData("ㄹ", "ㄹ로")]
    [InlineData("ㄱ", "ㄱ으로")]
    public void Attach_RieulIsShortOnlyForEuro(string noun, string expected) => Assert.Equal(expected, Particles.Attach(noun, "으로/로"));

    [Theory]
    [InlineData("'사과'", "'사과'는")]
    [InlineData("“수박”", "“수박”은")]
    [InlineData("사과(수박)", "사과(수박)는")]
    [InlineData("(수박)", "(수박)은")]
    [InlineData("f(3)", "f(3)은")]
    [InlineData("점 A", "점 A는")]
    [InlineData("점 N", "점 N은")]
    [InlineData("", "는")]
    public void Attach_LooksThroughBracketsAndQuotes(string noun, string expected) => Assert.Equal(expected, Particles.Attach(noun, "은/는"));

    [Fact]
    public void Attach_RejectsWhatIsNoPair() => Assert.Throws<ArgumentException>(() => Particles.Attach("사과", "은는"));
}

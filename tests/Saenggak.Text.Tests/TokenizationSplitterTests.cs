using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

public sealed class TokenizationSplitterTests
{
    public static TheoryData<string> KnownPatterns => [Gpt2Splitter.Pattern, Qwen2Splitter.SingleDigitPattern, Qwen2Splitter.ThreeDigitPattern];

    [Theory]
    [MemberData(nameof(KnownPatterns))]
    public void KnownPattern_HasAScanner(string pattern) => Assert.IsNotType<RegexSplitter>(Splitter.ForPattern(pattern));

    [Theory]
    [MemberData(nameof(KnownPatterns))]
    public void Scanner_SplitsAsTheRegularExpression(string pattern)
    {
        Splitter scanner = Splitter.ForPattern(pattern);
        // .NET does not fold the long s; the engine that the patterns are written for does.
        string onDotNet = pattern.Replace("(?i:'s|", "(?i:'[s\u017F]|", StringComparison.Ordinal);
        var viaStandIns = new RegexSplitter(onDotNet);
        var regex = new Regex(onDotNet, RegexOptions.CultureInvariant);
        TokenizationSamples.ForAll(TokenizationSamples.AnyText, text =>
        {
            string[] expected = Pieces(viaStandIns, text);
            Assert.Equal(expected, Pieces(scanner, text));
            if (!text.Any(char.IsSurrogate)) Assert.Equal(regex.Matches(text).Select(match => match.Value), expected);
        }, tests: 3000, size: 40);
    }

    [Fact]
    public void Scanner_AgreesWithTheRegularExpressionOnEveryScalar()
    {
        Splitter scanner = Splitter.ForPattern(Qwen2Splitter.SingleDigitPattern);
        var regex = new RegexSplitter(Qwen2Splitter.SingleDigitPattern);
        for (int scalar = 0; scalar <= 0x2FFFF; scalar++)
        {
            if (scalar is >= 0xD800 and <= 0xDFFF) continue;
            string text = "a" + char.ConvertFromUtf32(scalar) + "1" + char.ConvertFromUtf32(scalar) + " ";
            if (!Pieces(regex, text).SequenceEqual(Pieces(scanner, text))) Assert.Equal(Pieces(regex, text), Pieces(scanner, text));
        }
    }

    [Theory]
    [InlineData("Hello  world\n\n it's 2024", "Hello| | world|\n\n| it|'s| |2|0|2|4")]
    [InlineData("안녕하세요, 저는 생각입니다!\n", "안녕하세요|,| 저는| 생각입니다|!\n")]
    [InlineData("끝  ", "끝|  ")]
    [InlineData("\t \n  가", "\t \n| | 가")]
    [InlineData("𝐀𝐁 𝟘😀a", "𝐀𝐁| |𝟘|😀a")]
    public void Qwen2_SplitsThese(string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), Pieces(Splitter.ForPattern(Qwen2Splitter.SingleDigitPattern), text));

    [Fact]
    public void UnknownPattern_IsolatesMatchesAndWhatLiesBetween()
    {
        var splitter = Splitter.ForPattern(@"\p{N}{2}|\p{Lu}+");
        Assert.IsType<RegexSplitter>(splitter);
        Assert.Equal(["가", "12", "3나", "𝐀B", "😀"], Pieces(splitter, "가123나𝐀B😀"));
    }

    [Fact]
    public void LoneSurrogate_IsNoLetterAndEndsNoScanEarly()
    {
        string text = "가\uD835나\uDC00";
        Assert.Equal(text, string.Concat(Pieces(Splitter.ForPattern(Qwen2Splitter.SingleDigitPattern), text)));
    }

    private static string[] Pieces(Splitter splitter, string text)
    {
        var ends = new List<int>();
        splitter.Split(text, 0, ends);
        return [.. ends.Select((end, i) => text[(i == 0 ? 0 : ends[i - 1])..end])];
    }
}

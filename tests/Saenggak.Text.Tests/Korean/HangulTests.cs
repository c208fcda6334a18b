using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Text.Tests.Korean;

public sealed class HangulTests
{
    [Fact]
    public void EverySyllable_DecomposesAndComposesBack()
    {
        for (int c = '가'; c <= '힣'; c++)
        {
            var (lead, vowel, final) = Hangul.Decompose((char)c);
            Assert.True(Hangul.TryCompose(lead, vowel, final, out char back));
            Assert.Equal((char)c, back);
            Assert.Equal(final != '\0', Hangul.HasFinalConsonant((char)c));
        }
    }

    [Fact]
    public void Decompose_GivesCompatibilityJamo() => Assert.Equal(('ㄱ', 'ㅏ', 'ㅄ'), Hangul.Decompose('값'));

    [Fact]
    public void TryCompose_RefusesMisplacedJamo()
    {
        Assert.False(Hangul.TryCompose('ㅏ', 'ㅏ', '\0', out _));
        Assert.False(Hangul.TryCompose('ㄱ', 'ㅏ', 'ㄸ', out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hangul.Decompose('a'));
    }

    [Theory]
    [InlineData("생각을 값지게, 닭! 1+1=2")]
    [InlineData("각\u11A8 \u1100\u1161\u11A8\u11A8 \u1161\u11A8 ㅋㅋ")]
    public void ComposeConjoining_IsNfcForHangul(string text) =>
        Assert.Equal(text.Normalize(NormalizationForm.FormC), Hangul.ComposeConjoining(text.Normalize(NormalizationForm.FormD)));

    [Fact]
    public void ComposeConjoining_KeepsTheObjectWhenNothingChanges()
    {
        string text = "그대로 둔다";
        Assert.Same(text, Hangul.ComposeConjoining(text));
    }
}

using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Text.Tests.Korean;

public sealed class ScriptCounterTests
{
    [Fact]
    public void Count_SeparatesScripts()
    {
        var counts = ScriptCounter.Count("생각ㅋㅋ Thinkéー思考かなЖαภ 12３! \U00020000");
        Assert.Equal(new ScriptCounts
        {
            HangulSyllables = 2, CompatibilityJamo = 2, Latin = 6, Han = 3, Kana = 3, OtherLetters = 3, Digits = 3,
        }, counts);
        Assert.Equal(19, counts.Letters);
    }

    [Fact]
    public void Count_SeesDecomposedHangulAsConjoiningJamo()
    {
        var counts = ScriptCounter.Count("한글".Normalize(NormalizationForm.FormD));
        Assert.Equal(new ScriptCounts { ConjoiningJamo = 6 }, counts);
    }

    [Fact]
    public void Count_TakesLoneSurrogatesAndSymbolsAsNothing() =>
        Assert.Equal(default, ScriptCounter.Count("\uD800 \uDC00 ×÷ 😀 «»°"));

    [Fact]
    public void HangulShare_IsOfLetters()
    {
        Assert.Equal(0.5, ScriptCounter.Count("가나 ab 123").HangulShare);
        Assert.Equal(0, ScriptCounter.Count("123").HangulShare);
    }

    [Fact]
    public void Add_SumsPieces() => Assert.Equal(ScriptCounter.Count("가a1나b2"), ScriptCounter.Count("가a1") + ScriptCounter.Count("나b2"));
}

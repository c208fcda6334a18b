namespace Saenggak.Inference.Tests;

public sealed class StopStringMatcherTests
{
    [Fact]
    public void Append_FindsTheStopThatIsCompleteFirstHoweverTheTextIsCut()
    {
        var random = new Random(3);
        for (int round = 0; round < 3000; round++)
        {
            string text = Word(random, 0, 14);
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word(random, 1, 4))];
            var found = stops.Select(s => (At: text.IndexOf(s, StringComparison.Ordinal), s.Length)).Where(f => f.At >= 0)
                .OrderBy(f => f.At + f.Length).ThenBy(f => f.At).Select(f => f.At).DefaultIfEmpty(-1).First();
            string expected = found < 0 ? text : text[..found];
            var matcher = new StopStringMatcher(stops);
            string got = string.Concat(Pieces(random, text).Select(matcher.Append));
            Assert.StartsWith(got, expected, StringComparison.Ordinal);
            if (matcher.Found is null) got += matcher.Flush();
            Assert.Equal((expected, found >= 0), (got, matcher.Found is not null));
        }
    }

    [Fact]
    public void Append_HoldsBackOnlyWhatMayBecomeAStop()
    {
        var matcher = new StopStringMatcher(["정답:", "\n\n"]);
        Assert.Equal("따라서 ", matcher.Append("따라서 정"));
        Assert.Equal("", matcher.Append("답"));
        Assert.Equal("정답은 3이다.", matcher.Append("은 3이다.\n"));
        Assert.Equal("\n", matcher.Append("정답"));
        Assert.Null(matcher.Found);
        Assert.Equal("", matcher.Append(": 3"));
        Assert.Equal("정답:", matcher.Found);
        Assert.Equal("", matcher.Append("더"));
    }

    private static string Word(Random random, int least, int most)
        => string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => "가나a"[random.Next(3)]));

    private static IEnumerable<string> Pieces(Random random, string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(random.Next(1, 5), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}

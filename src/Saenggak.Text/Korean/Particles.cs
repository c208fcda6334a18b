namespace Saenggak.Text.Korean;

/// <summary>Chooses between the two forms of a Korean particle by how the word before it ends when read aloud.</summary>
public static class Particles
{
    // People write these pairs in either order; the form after a vowel comes first here.
    private static readonly HashSet<string> VowelFirst =
        new(StringComparer.Ordinal) { "는/은", "가/이", "를/을", "와/과", "로/으로", "예요/이에요", "야/아", "랑/이랑", "나/이나" };

    /// <summary>
    /// Returns <paramref name="noun"/> with the fitting particle: (사과, 은/는) → 사과는, (서울, 으로/로) → 서울로, (10, 이/가) → 10이.
    /// </summary>
    /// <param name="noun">A word in Hangul, digits, Latin letters or jamo; see <see cref="SpokenEnding"/> for how it is read.</param>
    /// <param name="pair">
    /// The form after a consonant, a slash, the form after a vowel: 은/는, 이/가, 을/를, 과/와, 으로/로, 이에요/예요, 이/ (for 이다: 이/ then 다 or
    /// 고). The common pairs may be written the other way round.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="pair"/> does not hold exactly one slash.</exception>
    public static string Attach(string noun, string pair) => noun + Choose(noun, pair);

    /// <summary>The particle alone; see <see cref="Attach"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="pair"/> does not hold exactly one slash.</exception>
    public static string Choose(ReadOnlySpan<char> noun, string pair)
    {
        int slash = pair.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || pair.IndexOf('/', slash + 1) >= 0)
        {
            throw new ArgumentException($"got particle pair \"{pair}\"; expected two forms with one slash, such as 은/는.", nameof(pair));
        }
        string afterConsonant = pair[..slash], afterVowel = pair[(slash + 1)..];
        if (VowelFirst.Contains(pair)) (afterConsonant, afterVowel) = (afterVowel, afterConsonant);

        return SpokenEnding.Of(noun) switch
        {
            Ending.Vowel => afterVowel,
            // 서울로, 연필로: ㄹ takes the short form, but only of 으로 and what is built on it.
            Ending.Rieul when afterConsonant.StartsWith("으로", StringComparison.Ordinal) => afterVowel,
            _ => afterConsonant,
        };
    }
}

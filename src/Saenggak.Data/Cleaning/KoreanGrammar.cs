using Saenggak.Text.Korean;

namespace Saenggak.Data.Cleaning;

/// <summary>Finds words that end as words in Korean sentences do.</summary>
internal static class KoreanGrammar
{
    // Last syllables of particles and of endings of verbs. One syllable is a coarse sign (사과 ends as a particle does), so the
    // share among many words counts, not a word.
    private const string Particles = "은는이가을를의에로와과도만서께랑나든야";
    private const string Endings = "다요죠지고며면서게까네데니자라려군걸냐듯함음임됨한할된될던운인";

    private static readonly HashSet<char> Last = [.. Particles + Endings];

    /// <summary>Words of two syllables or more that end in Hangul, and those that end in a particle or an ending.</summary>
    public static (int Words, int Marked) Count(ReadOnlySpan<char> text)
    {
        int words = 0, marked = 0, run = 0;
        char last = '\0';
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ' ';
            if (Hangul.IsSyllable(c))
            {
                run++;
                last = c;
                continue;
            }
            // A word that goes on in other letters ends elsewhere; a particle may stand right behind a foreign word.
            if (run >= 2 && !char.IsLetterOrDigit(c))
            {
                words++;
                if (Last.Contains(last)) marked++;
            }
            run = char.IsLetterOrDigit(c) ? 1 : 0;
        }
        return (words, marked);
    }
}

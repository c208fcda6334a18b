using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Data.Problems;

/// <summary>Particles behind text that ends in a noun, a counter or a bare unit such as <c>cm</c>.</summary>
internal static class KoreanText
{
    /// <summary>The particles a template may mark with ^, by the form after a vowel, as pairs for <see cref="Particles"/>.</summary>
    private static readonly Dictionary<string, string> Pairs = new(StringComparer.Ordinal)
    {
        ["는"] = "은/는",
        ["가"] = "이/가",
        ["를"] = "을/를",
        ["와"] = "과/와",
        ["로"] = "으로/로",
        ["나"] = "이나/나",
        ["고"] = "이고/고",
        ["라"] = "이라/라",
    };

    /// <summary>The right form of the particle given by its form after a vowel.</summary>
    /// <exception cref="FormatException">The particle is not one of those that templates use.</exception>
    public static string Particle(ReadOnlySpan<char> before, string afterVowel) => Pairs.TryGetValue(afterVowel, out string? pair)
        ? Particles.Choose(LastWord(before), pair)
        : throw new FormatException($"^{afterVowel} is no particle; expected one of {string.Join(' ', Pairs.Keys)}");

    /// <summary>Whether the text ends in a vowel when read aloud.</summary>
    public static bool EndsInVowel(ReadOnlySpan<char> text) => SpokenEnding.Of(LastWord(text)) == Ending.Vowel;

    // «몇 cm» ends in the unit's name although no digit stands before it.
    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> word = text[(text.LastIndexOf(' ') + 1)..];
        return !word.IsEmpty && char.IsAsciiLetter(word[0]) ? new StringBuilder("1").Append(word).ToString() : word;
    }
}

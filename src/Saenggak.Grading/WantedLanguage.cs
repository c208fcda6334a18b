namespace Saenggak.Grading;

/// <summary>The language a text should be in.</summary>
public enum WantedLanguage
{
    /// <summary>Hangul syllables; jamo standing alone (ㅋㅋ) are no Korean prose.</summary>
    Korean,

    /// <summary>Latin letters as keyboards write them.</summary>
    English,
}

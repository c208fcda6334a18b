namespace Saenggak.Data.Problems;

/// <summary>The style of speech a problem is told in.</summary>
public enum SpeechRegister
{
    /// <summary>해요체: polite, soft.</summary>
    Haeyo,

    /// <summary>합니다체: polite, formal.</summary>
    Hamnida,

    /// <summary>한다체: the written plain style.</summary>
    Handa,

    /// <summary>반말: casual, as a friend would ask.</summary>
    Banmal,
}

namespace Saenggak.Text.Tokenization;

/// <summary>A token that is matched as a whole in text before the model sees it, such as <c>&lt;|im_end|&gt;</c>.</summary>
public sealed record AddedToken
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The text that is matched and that decoding gives back.</summary>
    public required string Content { get; init; }

    /// <summary>A control token: not matched where special tokens are not allowed, left out when decoding skips them.</summary>
    public bool Special { get; init; }

    /// <summary>Matched only where no word character stands directly before or after.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes the white space before it along.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Takes the white space after it along.</summary>
    public bool StripRight { get; init; }

    /// <summary>Matched in normalized text rather than in the text as given.</summary>
    public bool Normalized { get; init; }
}

namespace Saenggak.Data.Crawling;

/// <summary>What became of a request.</summary>
internal sealed record WebAnswer
{
    /// <summary>HTTP status; 0 where there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>Why there is no body; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Particulars of the problem.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The host asked for more patience than a run has: nothing more is to be asked of it now.</summary>
    public bool NotNow { get; init; }

    /// <summary>The body, unpacked; empty with a problem.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Where a redirect leads, as written.</summary>
    public string? Location { get; init; }

    /// <summary>Media type with its parameters.</summary>
    public string ContentType { get; init; } = "";

    /// <summary><c>Last-Modified</c>, or else <c>Date</c>.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary><c>X-Robots-Tag</c>.</summary>
    public string RobotsTag { get; init; } = "";

    /// <summary>How long the host asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True where the same request may have another answer later.</summary>
    public bool IsPassing => Status is 0 or 429 or 500 or 502 or 503 or 504;
}

/// <summary>How to ask.</summary>
/// <param name="Site">Agent, time limit and retries.</param>
/// <param name="Delay">Seconds to leave between requests.</param>
/// <param name="MaxBytes">The longest body.</param>
/// <param name="Wanted">Tells by the media type whether to read the body; null: always.</param>
/// <param name="Cut">Take the head of a longer body instead of none of it.</param>
internal readonly record struct Asking(CrawlSite Site, double Delay, int MaxBytes, Func<string, bool>? Wanted = null, bool Cut = false);

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Saenggak.Data.Crawling;

/// <summary>Asks each host for one thing at a time, with a pause between, and again later where it says so. Redirects are not followed here.</summary>
internal sealed class PoliteClient : IDisposable
{
    // A host that asks for more is left alone until the next run.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxConnectionsPerServer = 1,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<WebAnswer> GetAsync(PageAddress address, Asking asking, CancellationToken cancellation)
    {
        Turn turn;
        lock (_turns)
        {
            if (!_turns.TryGetValue(address.Host, out turn!)) _turns[address.Host] = turn = new Turn();
        }
        await turn.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (int tried = 0; ; tried++)
            {
                await WaitUntil(turn.Next, cancellation).ConfigureAwait(false);
                WebAnswer answer = await OnceAsync(address, asking, cancellation).ConfigureAwait(false);
                turn.Next = DateTimeOffset.UtcNow.AddSeconds(asking.Delay);
                if (!answer.IsPassing) return answer;
                if (answer.RetryAfter > MaxWait) return answer with { NotNow = true };
                if (tried == asking.Site.Retries) return answer;
                TimeSpan wait = answer.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(asking.Site.RetrySeconds * Math.Pow(2, tried), MaxWait.TotalSeconds));
                DateTimeOffset later = DateTimeOffset.UtcNow + wait;
                if (later > turn.Next) turn.Next = later;
            }
        }
        finally
        {
            turn.Gate.Release();
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task WaitUntil(DateTimeOffset time, CancellationToken cancellation)
    {
        // A timer may fire a little early.
        for (TimeSpan left; (left = time - DateTimeOffset.UtcNow) > TimeSpan.Zero;)
        {
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<WebAnswer> OnceAsync(PageAddress address, Asking asking, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(asking.Site.TimeoutSeconds));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address.Url);
            request.Headers.TryAddWithoutValidation("User-Agent", asking.Site.UserAgent);
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.1");
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return await ReadAsync(response, asking, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebAnswer { Problem = "no answer", Detail = string.Create(CultureInfo.InvariantCulture, $"none within {asking.Site.TimeoutSeconds} s") };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UriFormatException)
        {
            return new WebAnswer { Problem = "no answer", Detail = e.Message.ReplaceLineEndings(" ") };
        }
    }

    private static async Task<WebAnswer> ReadAsync(HttpResponseMessage response, Asking asking, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        HttpContentHeaders content = response.Content.Headers;
        var answer = new WebAnswer
        {
            Status = status,
            ContentType = content.TryGetValues("Content-Type", out IEnumerable<string>? type) ? string.Join(", ", type) : "",
            Location = response.Headers.TryGetValues("Location", out IEnumerable<string>? location) ? location.First() : null,
            Date = content.LastModified ?? response.Headers.Date,
            RobotsTag = response.Headers.TryGetValues("X-Robots-Tag", out IEnumerable<string>? tags) ? string.Join(",", tags) : "",
            RetryAfter = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - DateTimeOffset.UtcNow,
        };
        if (status != 200) return answer with { Problem = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}") };
        if (asking.Wanted?.Invoke(answer.ContentType) == false) return answer with { Problem = "not a page", Detail = answer.ContentType };
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var body = new MemoryStream();
        var block = new byte[1 << 16];
        for (int got; (got = await stream.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0;)
        {
            int take = (int)Math.Min(got, asking.MaxBytes - body.Length);
            body.Write(block, 0, take);
            if (take == got) continue;
            if (asking.Cut) break;
            return answer with { Problem = "too long", Detail = string.Create(CultureInfo.InvariantCulture, $"more than {asking.MaxBytes:N0} bytes") };
        }
        return answer with { Body = body.ToArray() };
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public DateTimeOffset Next { get; set; }
    }
}

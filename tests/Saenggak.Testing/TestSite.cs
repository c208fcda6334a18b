using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saenggak.Testing;

/// <summary>A small site on loopback that lives as long as a test.</summary>
public sealed class TestSite : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, Func<HttpListenerResponse, Task>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, DateTime Time)> _requests = new();
    private int _busy;

    public TestSite()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port { get; }

    public string Origin => $"http://127.0.0.1:{Port}";

    /// <summary>Paths asked for, in order.</summary>
    public (string Path, DateTime Time)[] Requests => [.. _requests];

    /// <summary>Most requests that were answered at one time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>What a path that was never set answers; null: 404.</summary>
    public Func<string, string?> Otherwise { get; set; } = _ => null;

    public string? UserAgent { get; private set; }

    public void Clear() => _requests.Clear();

    public void Set(string path, Func<HttpListenerResponse, Task> answer) => _answers[path] = answer;

    public void Page(string path, string html) => Body(path, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");

    public void Text(string path, string text) => Body(path, Encoding.UTF8.GetBytes(text), "text/plain");

    public void Body(string path, byte[] body, string type) => Set(path, response => Write(response, body, type));

    public void Status(string path, int status, string? header = null, string? value = null) => Set(path, response =>
    {
        response.StatusCode = status;
        if (header is not null) response.Headers[header] = value;
        return Task.CompletedTask;
    });

    public static async Task Write(HttpListenerResponse response, byte[] body, string type)
    {
        response.ContentType = type;
        response.Headers["Last-Modified"] = "Wed, 01 Oct 2025 09:00:00 GMT";
        await response.OutputStream.WriteAsync(body);
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _busy));
        try
        {
            string path = context.Request.RawUrl!;
            UserAgent = context.Request.UserAgent;
            _requests.Enqueue((path, DateTime.UtcNow));
            if (_answers.TryGetValue(path, out Func<HttpListenerResponse, Task>? answer)) await answer(context.Response);
            else if (Otherwise(path) is { } html) await Write(context.Response, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
            else context.Response.StatusCode = 404;
            context.Response.Close();
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The crawler hung up, as it does on what is too long or too slow.
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

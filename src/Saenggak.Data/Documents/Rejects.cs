using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>Something in the input that cannot be a document.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line, or number of the record in a WARC file, from 1; 0 where the whole file is meant.</param>
/// <param name="Reason">One of a few fixed phrases, by which rejects are counted.</param>
/// <param name="Detail">The particulars in one line; may be empty.</param>
public readonly record struct Reject(string File, long Line, string Reason, string Detail = "");

/// <summary>Where readers put what they cannot use, so that the run goes on.</summary>
public interface IRejects
{
    /// <summary>Takes one reject.</summary>
    void Add(Reject reject);
}

/// <summary>Counts rejects by reason and keeps the first few of each.</summary>
public sealed class RejectList(int maxSamples = 100) : IRejects
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<Reject> _samples = [];
    private readonly Dictionary<string, int> _kept = new(StringComparer.Ordinal);

    /// <summary>How many, by reason.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The first few of each reason, in the order in which they came.</summary>
    public IReadOnlyList<Reject> Samples => _samples;

    /// <inheritdoc />
    public void Add(Reject reject)
    {
        _counts[reject.Reason] = _counts.GetValueOrDefault(reject.Reason) + 1;
        int kept = _kept.GetValueOrDefault(reject.Reason);
        if (kept == maxSamples) return;
        _kept[reject.Reason] = kept + 1;
        _samples.Add(reject);
    }
}

/// <summary>Writes every reject as a row of JSONL and counts them; the file appears on <see cref="Commit"/>.</summary>
public sealed class RejectFile(string path) : IRejects, IDisposable
{
    private readonly JsonLinesWriter _writer = new(path);
    private readonly RejectList _list = new(maxSamples: 0);

    /// <summary>How many, by reason.</summary>
    public IReadOnlyDictionary<string, long> Counts => _list.Counts;

    /// <inheritdoc />
    public void Add(Reject reject)
    {
        _list.Add(reject);
        _writer.Write(new JsonObject { ["file"] = reject.File, ["line"] = reject.Line, ["reason"] = reject.Reason, ["detail"] = reject.Detail });
    }

    /// <summary>Puts the file in its place.</summary>
    public void Commit() => _writer.Commit();

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();
}

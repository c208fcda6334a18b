using System.Text.Json.Nodes;
using Saenggak.Data;

namespace Saenggak.Distillation.Jobs;

/// <summary>Writes what a store holds as rows. The same replies give the same bytes, whoever brought them in which order.</summary>
public static class JobExport
{
    private const int PageJobs = 1000;

    /// <summary>Answered jobs in the order of their keys: key, teacher, messages, sampling, sample, answer, reasoning, finish_reason, usage, cost.</summary>
    /// <returns>How many.</returns>
    public static Task<long> WriteAnswersAsync(IJobStore store, string path, CancellationToken cancellation = default) =>
        WriteAsync(store, JobState.Done, path, cancellation);

    /// <summary>Jobs given up, in the order of their keys: key, teacher, messages, sampling, sample, attempts, why.</summary>
    /// <returns>How many.</returns>
    public static Task<long> WriteFailuresAsync(IJobStore store, string path, CancellationToken cancellation = default) =>
        WriteAsync(store, JobState.Failed, path, cancellation);

    private static async Task<long> WriteAsync(IJobStore store, JobState state, string path, CancellationToken cancellation)
    {
        using var writer = new JsonLinesWriter(path);
        string last = "";
        while (true)
        {
            IReadOnlyList<StoredJob> page = await store.ReadAsync(state, last, PageJobs, cancellation).ConfigureAwait(false);
            if (page.Count == 0) break;
            foreach (StoredJob job in page) writer.Write(ToRow(job));
            last = page[^1].Key;
        }
        writer.Commit();
        return writer.Count;
    }

    private static JsonObject ToRow(StoredJob job)
    {
        var row = new JsonObject { ["key"] = job.Key };
        Take(job.Request);
        if (job.Reply is { } reply)
        {
            Take(reply);
        }
        else
        {
            row["attempts"] = job.Attempts;
            row["why"] = job.Why;
        }
        return row;

        void Take(byte[] body)
        {
            JsonObject from = JsonNode.Parse(body)!.AsObject();
            foreach (string name in from.Select(entry => entry.Key).ToList())
            {
                JsonNode? value = from[name];
                from.Remove(name);
                row[name] = value;
            }
        }
    }
}

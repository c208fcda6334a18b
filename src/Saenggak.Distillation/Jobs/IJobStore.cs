namespace Saenggak.Distillation.Jobs;

/// <summary>
/// Jobs and their replies, for any number of workers at once. What a call has returned from is in the store, whatever happens to the
/// process. Times are those of the store, so that machines' clocks need not agree. A worker that dies keeps its jobs until their lease ends.
/// </summary>
public interface IJobStore : IAsyncDisposable
{
    /// <summary>Adds jobs; those that are there already stay as they are, with their replies.</summary>
    /// <returns>How many are new.</returns>
    Task<int> EnqueueAsync(IEnumerable<JobRequest> jobs, CancellationToken cancellation = default);

    /// <summary>Takes jobs whose time has come and that nobody else has, those that have waited longest first.</summary>
    /// <param name="worker">The worker's name, which no other worker has, nor the same one started again.</param>
    /// <param name="teacher">Whose jobs.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="duration">How long nobody else may take them.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<LeasedJob>> LeaseAsync(string worker, string teacher, int most, TimeSpan duration, CancellationToken cancellation = default);

    /// <summary>
    /// The heartbeat: leases end <paramref name="duration"/> from now, also where they had ended and nobody has taken the job. With a
    /// duration of zero a worker that stops gives its jobs back.
    /// </summary>
    /// <returns>The jobs that the worker still has; the others are no longer its to buy.</returns>
    Task<IReadOnlyList<string>> RenewAsync(string worker, IEnumerable<string> keys, TimeSpan duration, CancellationToken cancellation = default);

    /// <summary>Stores replies, whoever has the jobs now and even where they were given up: what has arrived is never bought again. The first reply to a job stays.</summary>
    /// <returns>How many were stored; the others were there already, or answer no job.</returns>
    Task<int> CompleteAsync(IEnumerable<JobReply> replies, CancellationToken cancellation = default);

    /// <summary>Counts an attempt of jobs that the worker still has, and sets them aside for a time or for good.</summary>
    /// <returns>How many; the others are done or in another worker's hands.</returns>
    Task<int> FailAsync(string worker, IEnumerable<JobFailure> failures, CancellationToken cancellation = default);

    /// <summary>Counts by teacher and state, in this order.</summary>
    Task<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellation = default);

    /// <summary>Jobs of a state in the order of their keys, from behind one on. Reading goes page by page and blocks nobody.</summary>
    /// <param name="state">Which jobs.</param>
    /// <param name="behind">The last key read; empty for the beginning.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<StoredJob>> ReadAsync(JobState state, string behind, int most, CancellationToken cancellation = default);
}

namespace Saenggak.Compute;

/// <summary>Tasks of a job that go to whichever worker is free next. What a task computes must not depend on who runs it.</summary>
/// <param name="next">Counts the tasks taken; zero at first.</param>
/// <param name="count">How many there are.</param>
/// <param name="grain">How many are taken at once: a task should last longer than the counter's round trip between cores.</param>
internal readonly unsafe struct TaskQueue(int* next, int count, int grain = 1)
{
    /// <summary>Takes the tasks from <paramref name="first"/> up to <paramref name="end"/>; false when none is left.</summary>
    public bool Take(out int first, out int end)
    {
        first = Interlocked.Add(ref *next, grain) - grain;
        end = Math.Min(first + grain, count);
        return first < count;
    }

    /// <summary>The task that is taken next, unless another worker is faster; the last one where none is left.</summary>
    public int Next => Math.Min(Volatile.Read(ref *next), count - 1);
}

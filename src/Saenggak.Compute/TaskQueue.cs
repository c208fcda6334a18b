namespace Saenggak.Compute;

/// <summary>
/// Tasks of a job: every worker has a run of its own, which it takes from the front; whoever has finished helps another from the back of
/// that one's. So no worker waits long for the last, and neighbouring tasks, which read the same memory, mostly stay on one core.
/// What a task computes must not depend on who runs it.
/// </summary>
internal readonly unsafe struct TaskQueue
{
    /// <summary>From one worker's place to the next: processors fetch lines of 64 bytes in pairs.</summary>
    internal const int Stride = 128 / sizeof(long);

    // Of each run, the first task that is left (low half) and the one after the last.
    private readonly long* runs;
    private readonly int workers, count, grain;

    /// <summary>Divides tasks among the workers.</summary>
    /// <param name="runs">Memory for the runs, <see cref="Stride"/> numbers each.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="grain">How many are taken at once: they should last longer than a line's way between cores.</param>
    public TaskQueue(long* runs, int workers, int count, int grain)
    {
        this.runs = runs;
        (this.workers, this.count, this.grain) = (workers, count, grain);
        for (int w = 0; w < workers; w++)
        {
            var (start, end) = Workers.Share(count, w, workers, grain);
            runs[w * Stride] = Pack(start, end);
        }
    }

    /// <summary>Takes the tasks from <paramref name="first"/> up to <paramref name="end"/>; false when none is left.</summary>
    public bool Take(int worker, out int first, out int end)
    {
        for (int i = 0; i < workers; i++)
        {
            ref long run = ref runs[(worker + i) % workers * Stride];
            long seen = Volatile.Read(ref run);
            for (var (front, back) = Unpack(seen); front < back; (front, back) = Unpack(seen))
            {
                int taken = Math.Min(grain, back - front);
                long left = i == 0 ? Pack(front + taken, back) : Pack(front, back - taken), found = Interlocked.CompareExchange(ref run, left, seen);
                if (found == seen)
                {
                    first = i == 0 ? front : back - taken;
                    end = first + taken;
                    return true;
                }
                seen = found;
            }
        }
        first = end = count;
        return false;
    }

    /// <summary>The task that the worker probably takes next; any where none is left.</summary>
    public int Next(int worker)
    {
        int front = 0;
        for (int i = 0; i < workers; i++)
        {
            (front, int back) = Unpack(Volatile.Read(ref runs[(worker + i) % workers * Stride]));
            if (front < back) return i == 0 ? front : Math.Max(front, back - grain);
        }
        return Math.Min(front, count - 1);
    }

    private static long Pack(int front, int back) => (long)back << 32 | (uint)front;

    private static (int Front, int Back) Unpack(long run) => ((int)run, (int)(run >> 32));
}

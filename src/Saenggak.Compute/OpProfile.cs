using System.Diagnostics;

namespace Saenggak.Compute;

/// <summary>Which work a time belongs to: an op, and for matrix products the weights' shape.</summary>
/// <param name="Name">The op, such as <c>swiglu_backward</c>.</param>
/// <param name="Outputs">Rows of the weights; 0 where there are none.</param>
/// <param name="Inputs">Columns of the weights; 0 where there are none.</param>
public readonly record struct OpKey(string Name, int Outputs = 0, int Inputs = 0);

/// <summary>What all calls of one op came to.</summary>
/// <param name="Key">The op.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Seconds">Wall time, without that of ops inside it.</param>
/// <param name="Flops">Floating-point operations that the mathematics asks for.</param>
/// <param name="Bytes">Bytes of operands and results, each once.</param>
/// <param name="Busy">Share of the wall time in which a worker computed, the mean over the workers; the rest is waiting for others and serial code.</param>
public readonly record struct OpTime(OpKey Key, long Calls, double Seconds, double Flops, double Bytes, double Busy);

/// <summary>Adds up where the time goes, op by op, while it is set as <see cref="Workers.Profile"/>. Used by the thread that calls the ops.</summary>
public sealed class OpProfile
{
    private readonly Dictionary<OpKey, Sum> sums = [];
    private readonly Stack<Open> open = new();

    /// <summary>All ops that ran, the longest first.</summary>
    public IReadOnlyList<OpTime> Times => sums
        .Select(s => new OpTime(s.Key, s.Value.Calls, s.Value.Seconds, s.Value.Flops, s.Value.Bytes, s.Value.Seconds > 0 ? s.Value.BusySeconds / s.Value.Seconds : 0))
        .OrderByDescending(t => t.Seconds)
        .ToList();

    internal void Begin(in OpKey key, double flops, double bytes) => open.Push(new Open { Key = key, Flops = flops, Bytes = bytes, Start = Stopwatch.GetTimestamp() });

    internal void End()
    {
        var op = open.Pop();
        double seconds = Stopwatch.GetElapsedTime(op.Start).TotalSeconds;
        if (!sums.TryGetValue(op.Key, out var sum)) sums[op.Key] = sum = new Sum();
        sum.Calls++;
        sum.Seconds += seconds - op.InnerSeconds;
        sum.BusySeconds += op.BusySeconds;
        sum.Flops += op.Flops;
        sum.Bytes += op.Bytes;
        if (open.TryPeek(out var outer)) outer.InnerSeconds += seconds;
    }

    /// <summary>Counts a job's time: the mean of the workers' own.</summary>
    internal void AddBusy(double seconds)
    {
        if (open.TryPeek(out var op)) op.BusySeconds += seconds;
    }

    private sealed class Sum
    {
        public long Calls;
        public double Seconds, BusySeconds, Flops, Bytes;
    }

    private sealed class Open
    {
        public OpKey Key;
        public double Flops, Bytes, InnerSeconds, BusySeconds;
        public long Start;
    }
}

/// <summary>An op under way; disposing of it ends its time.</summary>
internal readonly ref struct OpSpan(OpProfile? profile)
{
    public void Dispose() => profile?.End();
}

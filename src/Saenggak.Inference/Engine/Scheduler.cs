using Saenggak.Model;

namespace Saenggak.Inference.Engine;

/// <summary>A sequence's part of a step: its next <paramref name="Tokens"/> uncached tokens.</summary>
internal readonly record struct PlannedSequence(SequenceState Sequence, int Tokens);

/// <summary>
/// Decides what a step computes. First come, first served: waiting sequences take free places in order of age, and when the
/// cache runs out of blocks the youngest sequences give theirs back and are computed anew later. The oldest sequence can
/// always go on (alone it fits), so every request ends.
/// </summary>
internal sealed class Scheduler(KvCache cache, int maxBatch, int chunkTokens)
{
    private readonly List<SequenceState> active = new(maxBatch);
    private readonly List<SequenceState> returning = new(maxBatch);
    private readonly Queue<RequestState> fresh = new();
    private readonly List<PlannedSequence> planned = new(maxBatch);

    /// <summary>Sequences that lost their cache so far.</summary>
    public long Preemptions { get; private set; }

    /// <summary>True while something runs or waits.</summary>
    public bool HasWork => active.Count > 0 || returning.Count > 0 || PeekFresh() is not null;

    /// <summary>What <see cref="Plan"/> chose, oldest first.</summary>
    public List<PlannedSequence> Planned => planned;

    /// <summary>Puts a new request at the end of the queue.</summary>
    public void Enqueue(RequestState request) => fresh.Enqueue(request);

    /// <summary>Chooses the sequences of a step and extends their cache slots.</summary>
    public void Plan()
    {
        planned.Clear();
        Admit();
        int budget = chunkTokens;
        for (int i = 0; i < active.Count; i++)
        {
            var sequence = active[i];
            int need = sequence.Total - sequence.Cached;
            int take = need == 1 ? 1 : Math.Min(need, budget);
            if (take == 0 || !TryExtend(sequence, take)) continue;
            if (need > 1) budget -= take;
            planned.Add(new(sequence, take));
        }
    }

    /// <summary>Turns a computed prompt into the start of its samples: they wait, first in line, for places.</summary>
    public void StartSamples(RequestState request)
    {
        request.PrefixSlot = request.Prompt.Slot;
        request.Prompt.Slot = -1;
        active.Remove(request.Prompt);
        foreach (var sample in request.Samples)
        {
            if (!sample.IsFinished) Return(sample);
        }
        if (request.Waiting == 0) ReleasePrefix(request);
    }

    /// <summary>Forgets a sequence that is finished, wherever it stands.</summary>
    public void Remove(SequenceState sequence)
    {
        if (sequence.Slot >= 0)
        {
            cache.Return(sequence.Slot);
            sequence.Slot = -1;
            active.Remove(sequence);
        }
        else if (returning.Remove(sequence) && --sequence.Request.Waiting == 0)
        {
            ReleasePrefix(sequence.Request);
        }
    }

    private void Admit()
    {
        int budget = chunkTokens;
        foreach (var sequence in active)
        {
            if (sequence.Total - sequence.Cached is > 1 and var need) budget -= need;
        }
        while (active.Count < maxBatch && Next() is { } next)
        {
            int shared = next.Request.PrefixSlot >= 0 ? cache.Length(next.Request.PrefixSlot) : 0;
            int need = next.Total - shared;
            if (need > 1 && budget <= 0) return;
            if (!Fits(next, shared))
            {
                if (active.Count > 0) return;
                // Nothing runs, so only prompts kept for waiting samples can be in the way.
                if (!DropPrefixes()) throw new InvalidOperationException("KV-cache blocks are lost: a sequence that fits the empty cache finds no room");
                continue;
            }
            if (need > 1) budget -= need;
            Start(next);
        }
    }

    private SequenceState? Next() => returning.Count > 0 ? returning[^1] : PeekFresh()?.Prompt;

    private RequestState? PeekFresh()
    {
        while (fresh.TryPeek(out var request))
        {
            if (request.Unfinished > 0) return request;
            fresh.Dequeue();
        }
        return null;
    }

    /// <summary>Whether a sequence can be computed in full beside the running ones, with a block to spare for each of these.</summary>
    private bool Fits(SequenceState sequence, int shared)
    {
        int held = sequence.Request.Waiting == 1 ? KvCache.BlocksFor(shared) : shared / KvCache.BlockTokens;
        int need = KvCache.BlocksFor(sequence.Total) - held + active.Count;
        foreach (var other in active) need += KvCache.BlocksFor(other.Total) - KvCache.BlocksFor(other.Cached);
        return need <= cache.FreeBlocks;
    }

    private void Start(SequenceState sequence)
    {
        var request = sequence.Request;
        if (returning.Count > 0)
        {
            returning.RemoveAt(returning.Count - 1);
            request.Waiting--;
        }
        else
        {
            fresh.Dequeue();
        }
        if (request.PrefixSlot < 0)
        {
            sequence.Slot = cache.Rent();
        }
        else if (request.Waiting > 0)
        {
            sequence.Slot = cache.Fork(request.PrefixSlot);
        }
        else
        {
            (sequence.Slot, request.PrefixSlot) = (request.PrefixSlot, -1);
        }
        sequence.Cached = cache.Length(sequence.Slot);
        int at = active.Count;
        while (at > 0 && sequence.IsOlderThan(active[at - 1])) at--;
        active.Insert(at, sequence);
    }

    private bool TryExtend(SequenceState sequence, int count)
    {
        while (!cache.TryExtend(sequence.Slot, count))
        {
            var youngest = active[^1];
            if (youngest != sequence)
            {
                Preempt(youngest);
            }
            else if (!DropPrefixes())
            {
                if (active.Count == 1) throw new InvalidOperationException("KV-cache blocks are lost: the only sequence finds no room");
                Preempt(sequence);
                return false;
            }
        }
        return true;
    }

    private void Preempt(SequenceState sequence)
    {
        cache.Return(sequence.Slot);
        sequence.Slot = -1;
        sequence.Cached = 0;
        active.Remove(sequence);
        Return(sequence);
        Preemptions++;
    }

    /// <summary>Makes a sequence wait, the oldest at the end of the list.</summary>
    private void Return(SequenceState sequence)
    {
        int at = returning.Count;
        while (at > 0 && returning[at - 1].IsOlderThan(sequence)) at--;
        returning.Insert(at, sequence);
        sequence.Request.Waiting++;
    }

    private bool DropPrefixes()
    {
        bool any = false;
        foreach (var sequence in returning)
        {
            any |= sequence.Request.PrefixSlot >= 0;
            ReleasePrefix(sequence.Request);
        }
        return any;
    }

    private void ReleasePrefix(RequestState request)
    {
        if (request.PrefixSlot < 0) return;
        cache.Return(request.PrefixSlot);
        request.PrefixSlot = -1;
    }
}

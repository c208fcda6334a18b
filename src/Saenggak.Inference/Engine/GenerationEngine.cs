using System.Diagnostics;
using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Inference.Engine;

/// <summary>
/// Generates tokens for many requests at once (continuous batching): every step computes one token of each running sequence
/// and a chunk of new prompts in one call of the decoder, and a finished sequence's place goes to the next that waits.
/// Knows token ids only. Not thread-safe; one thread submits and steps.
/// </summary>
/// <remarks>
/// What a sample draws depends on its seed, its position and its logits, never on its neighbours. Steps in which no sequence
/// starts or ends allocate no managed memory, apart from the doubling of a sample's token array beyond 1024 tokens.
/// </remarks>
public sealed class GenerationEngine : IDisposable
{
    private const long DefaultCacheBytes = 2L << 30;
    private readonly IDecoder decoder;
    private readonly KvCache cache;
    private readonly Scheduler scheduler;
    private readonly Sampler sampler;
    private readonly Workers? ownWorkers;
    private readonly NativeBuffer logits;
    private readonly int[] tokens;
    private readonly int[] starts;
    private readonly int[] slots;
    private readonly Dictionary<long, RequestState> requests = [];
    private List<GenerationEvent> events = new(64);
    private List<GenerationEvent> told = new(64);
    private long nextHandle;
    private long preemptionsBefore;

    /// <summary>An engine on a decoder, with its own KV cache.</summary>
    /// <exception cref="ArgumentException">A size in the options is not positive.</exception>
    public GenerationEngine(IDecoder decoder, EngineOptions? options = null)
    {
        options ??= new();
        if (options.MaxBatch < 1) throw new ArgumentException($"MaxBatch is {options.MaxBatch}; expected at least 1", nameof(options));
        if (options.PrefillChunkTokens < 1) throw new ArgumentException($"PrefillChunkTokens is {options.PrefillChunkTokens}; expected at least 1", nameof(options));
        if (options.CacheTokens < 1) throw new ArgumentException($"CacheTokens is {options.CacheTokens}; expected at least 1", nameof(options));
        this.decoder = decoder;
        var config = decoder.Config;
        // Beside the running sequences, as many computed prompts may wait for their samples to start.
        cache = new KvCache(config, 2 * options.MaxBatch, options.CacheTokens ?? DefaultCacheTokens(decoder, options.MaxBatch), decoder.CacheType);
        scheduler = new Scheduler(cache, options.MaxBatch, options.PrefillChunkTokens);
        if (options.Workers is null) ownWorkers = new Workers(1);
        sampler = new Sampler(options.Workers ?? ownWorkers!);
        logits = new NativeBuffer((long)options.MaxBatch * config.VocabularySize * sizeof(float));
        tokens = new int[options.MaxBatch + options.PrefillChunkTokens];
        starts = new int[options.MaxBatch + 1];
        slots = new int[options.MaxBatch];
        MaxSequenceTokens = (int)Math.Min(config.MaxPositions, (long)cache.BlockCount * KvCache.BlockTokens);
    }

    /// <summary>Longest sequence, prompt and generation together: what model and cache both hold.</summary>
    public int MaxSequenceTokens { get; }

    /// <summary>True while requests run or wait, or events are yet to be told.</summary>
    public bool HasWork => events.Count > 0 || scheduler.HasWork;

    /// <summary>What has been done so far.</summary>
    public EngineStatistics Statistics { get; private set; }

    /// <summary>KV-cache blocks that no sequence holds, and blocks in all.</summary>
    public (int Free, int All) CacheBlocks => (cache.FreeBlocks, cache.BlockCount);

    /// <summary>Starts the statistics anew.</summary>
    public void ResetStatistics() => (Statistics, preemptionsBefore) = (default, scheduler.Preemptions);

    /// <summary>Queues a request; its events carry the number returned.</summary>
    /// <exception cref="ArgumentException">The request itself is wrong: no prompt, a token outside the vocabulary, a sampling value out of range.</exception>
    public long Submit(GenerationRequest request)
    {
        request.Validate(decoder.Config.VocabularySize);
        var state = new RequestState(nextHandle++, request, Stopwatch.GetTimestamp());
        requests.Add(state.Handle, state);
        if (request.PromptTokens.Length < MaxSequenceTokens)
        {
            scheduler.Enqueue(state);
            return state.Handle;
        }
        string message = $"{state.Name}: the prompt has {request.PromptTokens.Length} tokens; a sequence holds {MaxSequenceTokens} "
            + $"(model {decoder.Config.MaxPositions}, cache {(long)cache.BlockCount * KvCache.BlockTokens}) and one must be left to generate; shorten the prompt or enlarge the cache";
        foreach (var sample in state.Samples) End(sample, FinishReason.Rejected, -1, 0, message);
        return state.Handle;
    }

    /// <summary>Takes a request back; samples that have not finished end with what they have.</summary>
    public void Cancel(long request)
    {
        if (!requests.TryGetValue(request, out var state)) return;
        for (int j = 0; j < state.Samples.Length; j++) Finish(request, j, FinishReason.Cancelled);
    }

    /// <summary>Ends one sample early with what it has, because its text holds a stop string or it is no longer wanted.</summary>
    public void Finish(long request, int sample, FinishReason reason = FinishReason.Stop)
    {
        if (requests.TryGetValue(request, out var state) && state.Samples[sample] is { IsFinished: false } open) End(open, reason, -1, 0);
    }

    /// <summary>Takes back all requests and forgets their events.</summary>
    public void Clear()
    {
        foreach (long handle in requests.Keys.ToArray()) Cancel(handle);
        events.Clear();
    }

    /// <summary>Computes one step.</summary>
    /// <returns>What happened since the last step; valid until the next.</returns>
    /// <exception cref="InvalidDataException">The decoder gave logits that are not finite. <see cref="Clear"/> makes the engine usable again.</exception>
    public ReadOnlySpan<GenerationEvent> Step()
    {
        long began = Stopwatch.GetTimestamp();
        scheduler.Plan();
        var planned = scheduler.Planned;
        if (planned.Count > 0)
        {
            int prefill = Decode(planned);
            long decoded = Stopwatch.GetTimestamp();
            Draw(planned);
            long drawn = Stopwatch.GetTimestamp();
            Deliver(planned, drawn);
            Statistics = Statistics with
            {
                Steps = Statistics.Steps + 1,
                PrefillTokens = Statistics.PrefillTokens + prefill,
                GeneratedTokens = Statistics.GeneratedTokens + sampler.Results.Length,
                SequenceSteps = Statistics.SequenceSteps + planned.Count,
                Preemptions = scheduler.Preemptions - preemptionsBefore,
                DecodeSeconds = Statistics.DecodeSeconds + Seconds(began, decoded),
                SampleSeconds = Statistics.SampleSeconds + Seconds(decoded, drawn),
                Seconds = Statistics.Seconds + Seconds(began, Stopwatch.GetTimestamp()),
            };
        }
        (events, told) = (told, events);
        events.Clear();
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(told);
    }

    /// <summary>Runs requests to their end; results are in the order of the requests.</summary>
    /// <param name="batch">The requests.</param>
    /// <param name="onEvent">Hears every token and end as it comes.</param>
    /// <param name="cancellation">Ends what is unfinished as <see cref="FinishReason.Cancelled"/>; what was generated is returned.</param>
    /// <exception cref="InvalidOperationException">Submitted requests are still under way.</exception>
    /// <exception cref="InvalidDataException">The decoder gave logits that are not finite.</exception>
    public GenerationResult[] Generate(IReadOnlyList<GenerationRequest> batch, GenerationCallback? onEvent = null, CancellationToken cancellation = default)
    {
        if (HasWork) throw new InvalidOperationException("Generate needs an idle engine; step the submitted requests to their end first");
        foreach (var request in batch) request.Validate(decoder.Config.VocabularySize);
        long first = nextHandle;
        var results = new GenerationResult[batch.Count];
        var samples = new GeneratedSample[batch.Count][];
        for (int i = 0; i < batch.Count; i++)
        {
            samples[i] = new GeneratedSample[batch[i].Count];
            results[i] = new() { Id = batch[i].Id, PromptLength = batch[i].PromptTokens.Length, Samples = samples[i] };
            Submit(batch[i]);
        }
        try
        {
            while (HasWork)
            {
                if (cancellation.IsCancellationRequested)
                {
                    for (long handle = first; handle < nextHandle; handle++) Cancel(handle);
                }
                foreach (ref readonly var e in Step())
                {
                    int index = (int)(e.Request - first);
                    if (e.Finished is { } sample) samples[index][e.Sample] = sample;
                    onEvent?.Invoke(index, e);
                }
            }
        }
        finally
        {
            Clear();
        }
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cache.Dispose();
        logits.Dispose();
        ownWorkers?.Dispose();
    }

    /// <returns>Prompt tokens computed.</returns>
    private int Decode(List<PlannedSequence> planned)
    {
        int at = 0, prefill = 0;
        for (int i = 0; i < planned.Count; i++)
        {
            var (sequence, count) = planned[i];
            sequence.CopyUncached(tokens.AsSpan(at, count));
            if (sequence.IsPrompt || count > 1) prefill += count;
            (starts[i], slots[i]) = (at, sequence.Slot);
            at += count;
        }
        starts[planned.Count] = at;
        var view = logits.View(DType.F32, planned.Count, decoder.Config.VocabularySize);
        decoder.Decode(tokens.AsSpan(0, at), starts.AsSpan(0, planned.Count + 1), slots.AsSpan(0, planned.Count), cache, view);
        return prefill;
    }

    private void Draw(List<PlannedSequence> planned)
    {
        sampler.Clear();
        for (int i = 0; i < planned.Count; i++)
        {
            var (sequence, count) = planned[i];
            sequence.Cached += count;
            if (sequence.Cached < sequence.Total) continue;
            foreach (var sample in Drawing(ref sequence))
            {
                if (sample.IsFinished) continue;
                var sampling = sequence.Request.Request.Sampling;
                sampler.Add(i, sampling, SampleRandom.Derive(sampling.Seed, sample.Index), sample.Count);
            }
        }
        sampler.Run(logits.View(DType.F32, planned.Count, decoder.Config.VocabularySize));
    }

    private void Deliver(List<PlannedSequence> planned, long now)
    {
        var drawn = sampler.Results;
        int next = 0;
        for (int i = 0; i < planned.Count; i++)
        {
            var sequence = planned[i].Sequence;
            if (sequence.Cached < sequence.Total) continue;
            foreach (var sample in Drawing(ref sequence))
            {
                if (sample.IsFinished) continue;
                var (token, logprob) = drawn[next++];
                if (token < 0)
                {
                    throw new InvalidDataException($"{sequence.Request.Name}, sample {sample.Index}: the logits after token "
                        + $"{sequence.Total} are not finite; check the checkpoint, or compute in f32");
                }
                Accept(sample, token, logprob, now);
            }
            if (sequence.IsPrompt && !sequence.IsFinished) scheduler.StartSamples(sequence.Request);
        }
    }

    /// <summary>Samples that draw from a sequence's logits: the sequence itself, or all samples of a prompt.</summary>
    private static ReadOnlySpan<SequenceState> Drawing(ref readonly SequenceState sequence)
        => sequence.IsPrompt ? sequence.Request.Samples : new ReadOnlySpan<SequenceState>(in sequence);

    private void Accept(SequenceState sample, int token, float logprob, long now)
    {
        var sampling = sample.Request.Request.Sampling;
        if (sample.Count == 0) sample.FirstToken = now;
        sample.Append(token, logprob);
        if (IsStop(sampling.StopTokens, token)) End(sample, FinishReason.Stop, token, logprob);
        else if (sample.Count >= sampling.MaxTokens || sample.Total >= MaxSequenceTokens) End(sample, FinishReason.Length, token, logprob);
        else events.Add(new(sample.Request.Handle, sample.Index, token, logprob, null));
    }

    private void End(SequenceState sample, FinishReason reason, int token, float logprob, string? message = null)
    {
        var request = sample.Request;
        sample.IsFinished = true;
        scheduler.Remove(sample);
        if (--request.Unfinished == 0)
        {
            request.Prompt.IsFinished = true;
            scheduler.Remove(request.Prompt);
            requests.Remove(request.Handle);
        }
        events.Add(new(request.Handle, sample.Index, token, logprob, new()
        {
            Tokens = sample.Tokens(),
            Logprobs = sample.Logprobs(),
            FinishReason = reason,
            Message = message,
            FirstTokenSeconds = sample.FirstToken == 0 ? null : Seconds(request.Submitted, sample.FirstToken),
            Seconds = Seconds(request.Submitted, Stopwatch.GetTimestamp()),
        }));
    }

    private static bool IsStop(IReadOnlyList<int> stops, int token)
    {
        for (int i = 0; i < stops.Count; i++)
        {
            if (stops[i] == token) return true;
        }
        return false;
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    private static long DefaultCacheTokens(IDecoder decoder, int maxBatch)
    {
        var config = decoder.Config;
        long tokenBytes = 2L * config.Layers * config.KvHeads * config.HeadDim * decoder.CacheType.Size();
        return Math.Max(config.MaxPositions, Math.Min((long)maxBatch * config.MaxPositions, DefaultCacheBytes / tokenBytes));
    }
}

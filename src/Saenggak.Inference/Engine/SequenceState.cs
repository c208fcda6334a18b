namespace Saenggak.Inference.Engine;

/// <summary>A request under way.</summary>
internal sealed class RequestState
{
    public RequestState(long handle, GenerationRequest request, long submitted)
    {
        (Handle, Request, Submitted) = (handle, request, submitted);
        Prompt = new SequenceState(this, -1);
        Samples = new SequenceState[request.Count];
        for (int j = 0; j < Samples.Length; j++) Samples[j] = new SequenceState(this, j);
        Unfinished = request.Count;
    }

    public long Handle { get; }

    public GenerationRequest Request { get; }

    /// <summary>What messages call it.</summary>
    public string Name => Request.Id ?? $"request {Handle}";

    /// <summary>Stopwatch timestamp.</summary>
    public long Submitted { get; }

    /// <summary>The prompt while it is computed: a sequence that generates nothing.</summary>
    public SequenceState Prompt { get; }

    public SequenceState[] Samples { get; }

    /// <summary>Samples not yet finished.</summary>
    public int Unfinished { get; set; }

    /// <summary>Cache slot that holds the computed prompt while samples wait to start from it; −1: none.</summary>
    public int PrefixSlot { get; set; } = -1;

    /// <summary>Sequences of this request that wait for a place.</summary>
    public int Waiting { get; set; }
}

/// <summary>One sequence: a request's prompt, or one of its samples.</summary>
internal sealed class SequenceState(RequestState request, int index)
{
    private const int FirstCapacity = 1024;
    private int[] tokens = [];
    private float[] logprobs = [];

    public RequestState Request { get; } = request;

    /// <summary>Number of the sample; −1 for the prompt.</summary>
    public int Index { get; } = index;

    public bool IsPrompt => Index < 0;

    /// <summary>Cache slot; −1 while it waits.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Tokens whose keys and values are in the cache.</summary>
    public int Cached { get; set; }

    /// <summary>Tokens generated.</summary>
    public int Count { get; private set; }

    /// <summary>Prompt and generated tokens.</summary>
    public int Total => Request.Request.PromptTokens.Length + Count;

    public bool IsFinished { get; set; }

    /// <summary>Stopwatch timestamp; 0 before.</summary>
    public long FirstToken { get; set; }

    /// <summary>The earlier request first; in a request the prompt, then the samples.</summary>
    public bool IsOlderThan(SequenceState other)
        => Request.Handle != other.Request.Handle ? Request.Handle < other.Request.Handle : Index < other.Index;

    public void Append(int token, float logprob)
    {
        if (Count == tokens.Length)
        {
            int capacity = Count == 0 ? Math.Min(FirstCapacity, Request.Request.Sampling.MaxTokens) : 2 * Count;
            Array.Resize(ref tokens, capacity);
            Array.Resize(ref logprobs, capacity);
        }
        (tokens[Count], logprobs[Count]) = (token, logprob);
        Count++;
    }

    /// <summary>Copies the tokens from <see cref="Cached"/> on.</summary>
    public void CopyUncached(Span<int> target)
    {
        var prompt = Request.Request.PromptTokens.Span;
        int from = Cached, fromPrompt = Math.Min(target.Length, Math.Max(0, prompt.Length - from));
        if (fromPrompt > 0) prompt.Slice(from, fromPrompt).CopyTo(target);
        int rest = target.Length - fromPrompt;
        if (rest > 0) tokens.AsSpan(from + fromPrompt - prompt.Length, rest).CopyTo(target[fromPrompt..]);
    }

    public int[] Tokens() => tokens.AsSpan(0, Count).ToArray();

    public float[] Logprobs() => logprobs.AsSpan(0, Count).ToArray();
}

namespace Saenggak.Compute.Ops;

/// <summary>One draw from one row of logits.</summary>
/// <param name="Row">Row of the logits to draw from; several draws may name the same row.</param>
/// <param name="Temperature">Divides the logits; 0 takes the largest logit, the lowest index where several are equal.</param>
/// <param name="TopK">Keep this many of the largest logits, lower index first among equals; 0 keeps all.</param>
/// <param name="TopP">Keep the shortest run of largest probabilities whose sum reaches this share of what top-k left; 1 keeps all.</param>
/// <param name="MinP">Keep probabilities of at least this share of the largest one; 0 keeps all.</param>
/// <param name="Uniform">A number in [0, 1): the draw is a function of it and the row, nothing else.</param>
public readonly record struct SampleSpec(int Row, float Temperature, int TopK, float TopP, float MinP, double Uniform);

/// <summary>What a draw gave.</summary>
/// <param name="Token">Column of the drawn logit; −1 where the row holds NaN, +∞ or nothing finite.</param>
/// <param name="Logprob">
/// Natural log of the token's probability under softmax(logits / Temperature) over the whole row, before any truncation;
/// for Temperature 0 under softmax(logits).
/// </param>
public readonly record struct SampledToken(int Token, float Logprob);

/// <summary>
/// Draws tokens from rows of logits [n, V] f32. Draws are split over the workers; a draw's result does not depend on how.
/// Truncation is top-k, then top-p over what top-k left, then min-p. Memory grows with use and is kept: after the first
/// calls nothing is allocated. One call at a time.
/// </summary>
public sealed class SoftmaxSampleOp
{
    private readonly Workers workers;
    private readonly SampleScratch[] scratch;

    /// <summary>A sampler that splits its draws over <paramref name="workers"/>.</summary>
    public SoftmaxSampleOp(Workers workers)
    {
        this.workers = workers;
        scratch = new SampleScratch[workers.Count];
        for (int w = 0; w < scratch.Length; w++) scratch[w] = new SampleScratch();
    }

    /// <summary>Fills <paramref name="results"/>[i] with the draw <paramref name="specs"/>[i].</summary>
    /// <exception cref="ArgumentException">Logits are not f32, a row lies outside them, or there is too little room for results.</exception>
    public unsafe void Run(in Tensor logits, ReadOnlySpan<SampleSpec> specs, Span<SampledToken> results)
    {
        if (logits.Type != DType.F32) throw new ArgumentException($"logits are {logits.Type}; sampling reads F32", nameof(logits));
        if (results.Length < specs.Length) throw new ArgumentException($"room for {results.Length} results of {specs.Length} draws", nameof(results));
        foreach (ref readonly var spec in specs)
        {
            if ((uint)spec.Row >= (uint)logits.Rows) throw new ArgumentException($"draw from row {spec.Row} of {logits.Rows}", nameof(specs));
        }
        if (specs.IsEmpty) return;
        using var _ = workers.Measure(new("sample"), bytes: (double)specs.Length * logits.Cols * sizeof(float));
        fixed (SampleSpec* s = specs)
        fixed (SampledToken* r = results)
        {
            workers.Run(new Job { Scratch = scratch, Logits = logits, Specs = s, Results = r, Count = specs.Length });
        }
    }

    private unsafe struct Job : IJob
    {
        public SampleScratch[] Scratch;
        public Tensor Logits;
        public SampleSpec* Specs;
        public SampledToken* Results;
        public int Count;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Count, worker, workers);
            var mine = Scratch[worker];
            for (int i = start; i < end; i++)
            {
                // Samples of one prompt draw from the same row: what was measured of it still holds.
                bool measured = i > start && Specs[i - 1].Row == Specs[i].Row && Specs[i - 1].Temperature == Specs[i].Temperature;
                Results[i] = SoftmaxSampleKernel.Draw(Logits.F32 + (long)Specs[i].Row * Logits.Stride, Logits.Cols, Specs[i], mine, measured);
            }
        }
    }
}

using Saenggak.Compute;
using Saenggak.Compute.Ops;
using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Training.Optimisers;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Allocation;

/// <summary>Steps that repeat take nothing from the garbage collector once they are warm.</summary>
public sealed class StepAllocationTests
{
    private const int WarmUpSteps = 3, CountedSteps = 5;

    [Theory]
    [InlineData(DType.F32, false)]
    [InlineData(DType.BF16, false)]
    [InlineData(DType.BF16, true)]
    public void TrainingStep_AllocatesNothing(DType precision, bool recompute)
    {
        using var tiny = new TinyModel(precision, threads: 2, recompute: recompute);
        using var optimiser = new AdamW(tiny.Model, new AdamWOptions());
        var batch = new PackedBatch();
        int[] tokens = [.. Enumerable.Range(0, 300).Select(i => i % 60)];
        bool[] scored = [.. tokens.Select(_ => true)];
        float[] logprobs = new float[2 * 300 - 2], entropies = new float[logprobs.Length];
        var loss = new Mean(logprobs.Length);
        Assert.Equal(0, Count(() =>
        {
            batch.Clear();
            batch.Add(tokens, scored);
            batch.Add(tokens, scored);
            batch.Seal();
            tiny.Model.ForwardBackward(batch, loss, logprobs, entropies);
            optimiser.Step(1e-3);
        }));
    }

    [Theory]
    [InlineData(1, WeightStorage.AsPrecision)]
    [InlineData(20, WeightStorage.AsPrecision)]
    [InlineData(1, WeightStorage.EightBits)]
    [InlineData(20, WeightStorage.EightBits)]
    public void DecodeStep_AllocatesNothing(int sequences, WeightStorage weights)
    {
        using var device = new Device(2);
        using var model = new CausalModel(device, TinyModel.Shape(), new() { Weights = weights });
        model.Initialise(3);
        using var engine = new GenerationEngine(model, new EngineOptions { MaxBatch = sequences });
        for (int i = 0; i < sequences; i++)
        {
            engine.Submit(new GenerationRequest { PromptTokens = new[] { 1, 2, 3 + i }, Sampling = new SamplingParams { MaxTokens = 40, Temperature = 1, Seed = (ulong)i } });
        }
        Assert.Equal(0, Count(() => engine.Step()));
    }

    /// <summary>Bytes that this thread, which runs the first share of every job, took in the counted steps.</summary>
    private static long Count(Action step)
    {
        for (int i = 0; i < WarmUpSteps; i++) step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < CountedSteps; i++) step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Mean(int count) : ITokenLoss
    {
        public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients) => gradients.Fill(-1f / count);
    }
}

using Saenggak.Compute.Reference;
using Saenggak.Inference.Engine;
using Saenggak.Inference.Tests.Support;
using Saenggak.Model;

namespace Saenggak.Inference.Tests.Engine;

public sealed class GenerationEngineTests
{
    [Fact]
    public void Generate_FollowsTheModelTokenByToken()
    {
        var decoder = new HashDecoder();
        using var engine = new GenerationEngine(decoder);
        int[] prompt = [3, 1, 4, 1, 5];
        var sampling = new SamplingParams { Temperature = 0.8f, MaxTokens = 70, Seed = 12 };
        var sample = engine.Generate([new() { PromptTokens = prompt, Sampling = sampling }])[0].Samples[0];
        List<int> past = [.. prompt];
        for (int t = 0; t < 70; t++)
        {
            var logits = decoder.Logits(past);
            Assert.Equal(ReferenceSoftmaxSample.Draw(logits, new(0, 0.8f, 0, 1, 0, SampleRandom.Uniform(12, t))), sample.Tokens[t]);
            Assert.Equal(ReferenceSoftmaxSample.Logprobs(logits, 0.8f)[sample.Tokens[t]], sample.Logprobs[t], 1e-5);
            past.Add(sample.Tokens[t]);
        }
        Assert.Equal((70, FinishReason.Length), (sample.Tokens.Length, sample.FinishReason));
        Assert.NotNull(sample.FirstTokenSeconds);
    }

    [Theory]
    [InlineData(64, 2048), InlineData(7, 2048), InlineData(3, 16), InlineData(1, 5), InlineData(16, 1)]
    public void Generate_GivesARequestTheSameTokensAloneAndInACrowd(int maxBatch, int chunk)
    {
        var requests = Crowd(40, 1);
        var alone = requests.Select(r => Run(new() { MaxBatch = 1 }, [r])[0]).ToArray();
        AssertSame(alone, Run(new() { MaxBatch = maxBatch, PrefillChunkTokens = chunk }, requests));
        AssertSame([.. alone.Reverse()], Run(new() { MaxBatch = maxBatch, PrefillChunkTokens = chunk }, [.. requests.Reverse()]));
    }

    [Theory]
    [InlineData(64), InlineData(5), InlineData(1)]
    public void Generate_GivesSamplesOfOnePromptWhatSingleRequestsWithTheirSeedsGive(int maxBatch)
    {
        foreach (int length in new[] { 1, 31, 32, 33, 64, 75 })
        {
            var request = new GenerationRequest { PromptTokens = Prompt(length, length), Count = 9, Sampling = new() { MaxTokens = 40, Seed = 5, StopTokens = [7] } };
            var singles = Enumerable.Range(0, 9).Select(j => request with
            {
                Count = 1,
                Sampling = request.Sampling with { Seed = SampleRandom.Derive(5, j) },
            }).ToArray();
            var expected = Run(new(), singles).Select(r => r.Samples[0].Tokens);
            var decoder = new HashDecoder();
            var forked = Run(new() { MaxBatch = maxBatch }, [request], decoder)[0];
            Assert.Equal(expected, forked.Samples.Select(s => s.Tokens));
            Assert.Equal(length + forked.Samples.Sum(s => s.Tokens.Length - 1), decoder.Tokens);
        }
    }

    [Theory]
    [InlineData(128, 1), InlineData(160, 4), InlineData(256, 3), InlineData(512, 16)]
    public void Generate_GivesTheSameTokensWhenTheCacheIsTiny(int cacheTokens, int samples)
    {
        var requests = Crowd(24, samples);
        var expected = Run(new(), requests);
        using var engine = new GenerationEngine(new HashDecoder(), new() { MaxBatch = 12, CacheTokens = cacheTokens, PrefillChunkTokens = 50 });
        AssertSame(expected, engine.Generate(requests));
        Assert.True(engine.Statistics.Preemptions > 0);
        Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
    }

    [Fact]
    public void Generate_GivesTheSameTokensAtAnySizesAndWithSamplesTakenBack()
    {
        var random = new Random(21);
        for (int round = 0; round < 60; round++)
        {
            var requests = Crowd(random.Next(1, 9), random.Next(1, 7));
            var options = new EngineOptions
            {
                MaxBatch = random.Next(1, 9),
                CacheTokens = 32 * random.Next(4, 14),
                PrefillChunkTokens = random.Next(1, 90),
            };
            var expected = Run(new(), requests);
            using var engine = new GenerationEngine(new HashDecoder(), options);
            int unwanted = random.Next(requests.Length);
            var results = engine.Generate(requests, (int index, in GenerationEvent e) =>
            {
                if (index == unwanted && random.Next(4) == 0) engine.Cancel(e.Request);
            });
            for (int i = 0; i < requests.Length; i++)
            {
                for (int j = 0; j < requests[i].Count; j++)
                {
                    int[] got = results[i].Samples[j].Tokens, full = expected[i].Samples[j].Tokens;
                    if (i != unwanted || results[i].Samples[j].FinishReason != FinishReason.Cancelled) Assert.Equal(full, got);
                    else Assert.Equal(full[..got.Length], got);
                }
            }
            Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
        }
    }

    [Fact]
    public void Generate_EndsAtAStopTokenAndKeepsIt()
    {
        var decoder = new HashDecoder();
        int[] prompt = [1, 2, 3];
        var greedy = new SamplingParams { Temperature = 0, MaxTokens = 50 };
        var free = Run(new(), [new() { PromptTokens = prompt, Sampling = greedy }], decoder)[0].Samples[0].Tokens;
        int stop = free[10], at = Array.IndexOf(free, stop);
        var stopped = Run(new(), [new() { PromptTokens = prompt, Sampling = greedy with { StopTokens = [60_000, stop] } }])[0].Samples[0];
        Assert.Equal(free[..(at + 1)], stopped.Tokens);
        Assert.Equal(FinishReason.Stop, stopped.FinishReason);
        Assert.Equal(stopped.Tokens.Length, stopped.Logprobs.Length);
    }

    [Fact]
    public void Generate_EndsWhereModelOrCacheEnd()
    {
        var endless = new SamplingParams { MaxTokens = 100_000 };
        var byModel = Run(new(), [new() { PromptTokens = Prompt(10, 1), Sampling = endless }], new HashDecoder(maxPositions: 100))[0].Samples[0];
        Assert.Equal((90, FinishReason.Length), (byModel.Tokens.Length, byModel.FinishReason));
        var byCache = Run(new() { CacheTokens = 64 }, [new() { PromptTokens = Prompt(10, 1), Sampling = endless, Count = 3 }])[0];
        Assert.All(byCache.Samples, s => Assert.Equal((54, FinishReason.Length), (s.Tokens.Length, s.FinishReason)));
    }

    [Fact]
    public void Generate_RejectsAPromptThatLeavesNoRoomAndServesTheOthers()
    {
        var results = Run(new() { CacheTokens = 64 }, [
            new() { PromptTokens = Prompt(64, 1), Id = "너무 긴 물음", Count = 2 },
            new() { PromptTokens = Prompt(63, 1), Sampling = new() { MaxTokens = 9 } }]);
        Assert.All(results[0].Samples, s => Assert.Equal(FinishReason.Rejected, s.FinishReason));
        Assert.Contains("너무 긴 물음: the prompt has 64 tokens; a sequence holds 64", results[0].Samples[0].Message, StringComparison.Ordinal);
        Assert.Single(results[1].Samples[0].Tokens);
    }

    [Fact]
    public void Generate_PutsPromptsAndRunningSequencesIntoOneCallAndRefillsPlacesAtOnce()
    {
        var decoder = new HashDecoder();
        var requests = Enumerable.Range(0, 30).Select(i => new GenerationRequest { PromptTokens = Prompt(4, i), Sampling = new() { MaxTokens = 2 + i % 7, Seed = (ulong)i } }).ToArray();
        using var engine = new GenerationEngine(decoder, new() { MaxBatch = 10 });
        engine.Generate(requests);
        var s = engine.Statistics;
        // A sequence of n tokens takes n steps: its prompt's and one for each but the last. Places stand empty only at the end.
        int work = requests.Sum(r => r.Sampling.MaxTokens);
        Assert.Equal((work, 120, work), (s.GeneratedTokens, s.PrefillTokens, s.SequenceSteps));
        Assert.InRange(s.Steps, work / 10, work / 10 + 8);
        Assert.Equal((10, s.Steps), (decoder.MostSequences, decoder.Calls));
        Assert.Equal((double)work / s.Steps, s.MeanBatch);
    }

    [Fact]
    public void Generate_CutsLongPromptsIntoChunks()
    {
        var decoder = new HashDecoder();
        Run(new() { MaxBatch = 8, PrefillChunkTokens = 33 }, [.. Enumerable.Range(0, 6).Select(i => new GenerationRequest { PromptTokens = Prompt(200, i), Sampling = new() { MaxTokens = 30 } })], decoder);
        Assert.InRange(decoder.MostTokens, 33, 33 + 8);
    }

    [Fact]
    public void Generate_ReturnsWhatThereIsWhenCancelled()
    {
        using var source = new CancellationTokenSource();
        var decoder = new HashDecoder();
        decoder.BeforeDecode = () => { if (decoder.Calls == 5) source.Cancel(); };
        using var engine = new GenerationEngine(decoder, new() { MaxBatch = 3 });
        var results = engine.Generate(Crowd(9, 2), cancellation: source.Token);
        Assert.Contains(results, r => r.Samples.Any(s => s.FinishReason == FinishReason.Cancelled && s.Tokens.Length > 0));
        Assert.All(results[^1].Samples, s => Assert.Equal((0, FinishReason.Cancelled), (s.Tokens.Length, s.FinishReason)));
        Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
        Assert.False(engine.HasWork);
    }

    [Fact]
    public void Finish_EndsOneSampleFromWithinTheCallback()
    {
        using var engine = new GenerationEngine(new HashDecoder(), new() { MaxBatch = 4 });
        var seen = new int[6];
        var result = engine.Generate([new() { PromptTokens = Prompt(40, 2), Count = 6, Sampling = new() { MaxTokens = 20 } }], (int _, in GenerationEvent e) =>
        {
            if (e.Token >= 0) seen[e.Sample]++;
            if (e.Sample % 2 == 1 && seen[e.Sample] == 1 + e.Sample) engine.Finish(e.Request, e.Sample);
        })[0];
        Assert.Equal([20, 2, 20, 4, 20, 6], result.Samples.Select(s => s.Tokens.Length));
        Assert.Equal([20, 2, 20, 4, 20, 6], seen);
        Assert.Equal(FinishReason.Stop, result.Samples[3].FinishReason);
        Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
    }

    [Fact]
    public void Step_TakesRequestsWhileOthersRunAndTellsEveryTokenOnce()
    {
        using var engine = new GenerationEngine(new HashDecoder(), new() { MaxBatch = 3, CacheTokens = 192, PrefillChunkTokens = 20 });
        var requests = Crowd(12, 2);
        var expected = Run(new(), requests);
        var tokens = new Dictionary<(long, int), List<int>>();
        var finished = new Dictionary<(long, int), GeneratedSample>();
        for (int step = 0, next = 0; next < requests.Length || engine.HasWork; step++)
        {
            if (next < requests.Length && step % 2 == 0) Assert.Equal(next, engine.Submit(requests[next++]));
            foreach (var e in engine.Step())
            {
                if (!tokens.TryGetValue((e.Request, e.Sample), out var list)) tokens[(e.Request, e.Sample)] = list = [];
                if (e.Token >= 0) list.Add(e.Token);
                if (e.Finished is { } sample) finished.Add((e.Request, e.Sample), sample);
            }
        }
        for (int i = 0; i < requests.Length; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                Assert.Equal(expected[i].Samples[j].Tokens, tokens[(i, j)]);
                Assert.Equal(expected[i].Samples[j].Tokens, finished[(i, j)].Tokens);
            }
        }
    }

    [Fact]
    public void Generate_NamesTheRequestWhoseLogitsAreNotFinite()
    {
        using var engine = new GenerationEngine(new HashDecoder { PoisonToken = 9 });
        var error = Assert.Throws<InvalidDataException>(() => engine.Generate([new() { PromptTokens = Prompt(3, 1), Sampling = new() { MaxTokens = 2, Seed = 1 } }, new() { PromptTokens = new[] { 9 }, Id = "둘째" }]));
        Assert.Contains("둘째, sample 0", error.Message, StringComparison.Ordinal);
        Assert.False(engine.HasWork);
        Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
    }

    [Fact]
    public void Submit_RefusesWhatCannotBeRun()
    {
        using var engine = new GenerationEngine(new HashDecoder());
        Assert.Throws<ArgumentException>(() => engine.Submit(new() { PromptTokens = ReadOnlyMemory<int>.Empty }));
        Assert.Throws<ArgumentException>(() => engine.Submit(new() { PromptTokens = new[] { 61 } }));
        Assert.Throws<ArgumentException>(() => engine.Submit(new() { PromptTokens = new[] { 1 }, Count = 0 }));
        Assert.Throws<ArgumentException>(() => engine.Submit(new() { PromptTokens = new[] { 1 }, Sampling = new() { TopP = 0 } }));
        Assert.False(engine.HasWork);
    }

    [Fact]
    public void Step_AllocatesNothingWhileSequencesRun()
    {
        using var engine = new GenerationEngine(new SilentDecoder(), new() { MaxBatch = 16 });
        for (int i = 0; i < 8; i++) engine.Submit(new() { PromptTokens = Prompt(20, i), Count = 2, Sampling = new() { MaxTokens = 400, TopP = i % 2 == 0 ? 1 : 0.9f, Seed = (ulong)i } });
        for (int i = 0; i < 50; i++) engine.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 300; i++) engine.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(engine.HasWork);
    }

    private static GenerationRequest[] Crowd(int count, int samples) => [.. Enumerable.Range(0, count).Select(i => new GenerationRequest
    {
        PromptTokens = Prompt(1 + i * 17 % 71, i),
        Count = samples,
        Sampling = new()
        {
            Temperature = i % 4 * 0.5f,
            TopK = i % 3 == 0 ? 8 : 0,
            TopP = i % 5 == 0 ? 0.9f : 1,
            MaxTokens = 5 + i * 7 % 45,
            StopTokens = [i % 11],
            Seed = (ulong)(1000 + i),
        },
    })];

    private static int[] Prompt(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (i * 31 + seed * 7) % 61)];

    private static GenerationResult[] Run(EngineOptions options, GenerationRequest[] requests, IDecoder? decoder = null)
    {
        using var engine = new GenerationEngine(decoder ?? new HashDecoder(), options);
        var results = engine.Generate(requests);
        Assert.Equal(engine.CacheBlocks.All, engine.CacheBlocks.Free);
        return results;
    }

    private static void AssertSame(GenerationResult[] expected, GenerationResult[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].PromptLength, actual[i].PromptLength);
            Assert.Equal(expected[i].Samples.Select(s => s.Tokens), actual[i].Samples.Select(s => s.Tokens));
            Assert.Equal(expected[i].Samples.Select(s => s.Logprobs), actual[i].Samples.Select(s => s.Logprobs));
            Assert.Equal(expected[i].Samples.Select(s => s.FinishReason), actual[i].Samples.Select(s => s.FinishReason));
        }
    }
}

using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Text.Tokenization;
using Saenggak.Training.Rewards;

namespace Saenggak.Training.Grpo;

/// <summary>Samples groups of answers with the weights as they are, and scores them.</summary>
internal sealed class RolloutWorker(CausalModel model, BpeTokenizer tokenizer, GrpoRecipe recipe, RewardSet rewards) : IDisposable
{
    private readonly GenerationEngine engine = new(model, new EngineOptions { MaxBatch = recipe.RolloutBatch, Workers = model.Device.Workers });
    private readonly int[] stops = [.. model.Config.EosTokenIds];

    /// <summary>One group per prompt. A sample depends on seed, its prompt's number and its place in the group alone.</summary>
    /// <param name="prompts">Prompts.</param>
    /// <param name="firstNumber">Number of the first prompt in the run.</param>
    /// <param name="cancellation">Stops generation.</param>
    public List<Rollout[]> Sample(IReadOnlyList<GrpoPrompt> prompts, long firstNumber, CancellationToken cancellation)
    {
        var requests = new GenerationRequest[prompts.Count];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new GenerationRequest
            {
                PromptTokens = prompts[i].Tokens,
                Count = recipe.GroupSize,
                Sampling = new SamplingParams
                {
                    Temperature = (float)recipe.Temperature, MaxTokens = recipe.MaxTokens, StopTokens = stops,
                    Seed = SampleRandom.Derive(recipe.Seed, checked((int)(firstNumber + i))),
                },
            };
        }
        var results = engine.Generate(requests, null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var groups = new List<Rollout[]>(prompts.Count);
        for (int i = 0; i < prompts.Count; i++) groups.Add([.. results[i].Samples.Select(sample => Score(prompts[i], sample))]);
        return groups;
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    private Rollout Score(GrpoPrompt prompt, GeneratedSample sample)
    {
        bool stopped = sample.FinishReason == FinishReason.Stop;
        bool ends = stopped && sample.Tokens.Length > 0 && stops.Contains(sample.Tokens[^1]);
        string response = tokenizer.Decode(ends ? sample.Tokens.AsSpan(0, sample.Tokens.Length - 1) : sample.Tokens);
        var scores = rewards.Score(new RewardInput
        {
            Prompt = prompt.Text, Response = response, Answer = prompt.Answer, Truncated = !stopped, PrefilledThink = prompt.PrefilledThink,
            Tokens = sample.Tokens.Length, MaxTokens = recipe.MaxTokens,
        });
        return new Rollout
        {
            Prompt = prompt, Tokens = sample.Tokens, SampledLogprobs = sample.Logprobs, Response = response, Truncated = !stopped, Scores = scores,
        };
    }
}

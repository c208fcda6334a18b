using System.Diagnostics;
using Saenggak.Inference;
using Saenggak.Inference.Engine;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Evaluation;

/// <summary>How far an evaluation has come.</summary>
/// <param name="Mode"><c>greedy</c> or <c>sampled</c>.</param>
/// <param name="Done">Finished responses of this mode.</param>
/// <param name="Total">Responses of this mode in all.</param>
/// <param name="Correct">Correct ones among the finished.</param>
public readonly record struct EvaluationProgress(string Mode, int Done, int Total, int Correct);

/// <summary>Asks a model questions whose answers can be checked by rule.</summary>
public static class MathEvaluator
{
    /// <summary>Mode of responses that take the likeliest token always.</summary>
    public const string Greedy = "greedy";

    /// <summary>Mode of responses that are drawn.</summary>
    public const string Sampled = "sampled";

    /// <summary>Asks all items and grades the responses. The same model, items and protocol give the same result.</summary>
    /// <param name="model">The model; its engine must be idle.</param>
    /// <param name="set">Name of the set in results.</param>
    /// <param name="items">The questions, at least one.</param>
    /// <param name="protocol">How to ask.</param>
    /// <param name="progress">Hears of every finished response.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <exception cref="InputException">There is nothing to ask, or the model cannot hold a conversation.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; there is no result.</exception>
    public static EvaluationResult Run(
        LanguageModel model, string set, IReadOnlyList<EvalItem> items, EvaluationProtocol protocol, Action<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (items.Count == 0) throw new InputException($"{set}: no items; expected at least one question with an answer.");
        protocol.Validate();
        long start = Stopwatch.GetTimestamp();
        var options = new GenerationOptions { EnableThinking = protocol.EnableThinking };
        EncodedPrompt[] prompts = [.. items.Select(item => model.Encode([ChatMessage.User(protocol.Question(item))], options) with { Id = item.Id })];

        EvalResponse[][] Ask(string mode)
        {
            bool greedy = mode == Greedy;
            var sampling = new SamplingParams { Temperature = 0, MaxTokens = protocol.MaxTokens, Seed = protocol.Seed };
            if (!greedy) sampling = sampling with { Temperature = protocol.Temperature, TopP = protocol.TopP };
            int samples = greedy ? 1 : protocol.Samples, done = 0, correct = 0;
            var responses = items.Select(_ => new EvalResponse[samples]).ToArray();
            model.Generate(prompts, options with { Sampling = sampling, Count = samples }, (i, sample, text) =>
            {
                var response = EvalResponse.Grade(items[i], protocol, mode, sample, text);
                responses[i][sample] = response;
                if (response.IsCorrect) correct++;
                progress?.Invoke(new(mode, ++done, items.Count * samples, correct));
            }, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return responses;
        }

        var greedy = protocol.Greedy ? Ask(Greedy) : null;
        var sampled = protocol.Samples > 0 ? Ask(Sampled) : null;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        EvalResponse[] all = [.. items.SelectMany((_, i) => (greedy?[i] ?? []).Concat(sampled?[i] ?? []))];
        return new()
        {
            Set = set,
            Model = model.Name,
            Protocol = protocol,
            Greedy = greedy is null ? null : EvaluationScores.Of(greedy),
            Sampled = sampled is null ? null : EvaluationScores.Of(sampled),
            Seconds = seconds,
            TokensPerSecond = all.Sum(one => (long)one.Tokens) / seconds,
            Responses = all,
        };
    }
}

using System.Text.Json.Serialization;

namespace Saenggak.Evaluation;

/// <summary>What a model reached on a set.</summary>
public sealed record EvaluationResult
{
    /// <summary>Name of the set.</summary>
    public required string Set { get; init; }

    /// <summary>Name of the model: its folder.</summary>
    public required string Model { get; init; }

    /// <summary>How it was asked.</summary>
    public required EvaluationProtocol Protocol { get; init; }

    /// <summary>Greedy responses; null where none were asked for.</summary>
    public EvaluationScores? Greedy { get; init; }

    /// <summary>Sampled responses; null where none were asked for.</summary>
    public EvaluationScores? Sampled { get; init; }

    /// <summary>Seconds of generating and grading.</summary>
    public required double Seconds { get; init; }

    /// <summary>Response tokens a second.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>All responses: items in order, greedy before sampled.</summary>
    [JsonIgnore]
    public IReadOnlyList<EvalResponse> Responses { get; init; } = [];

    /// <summary>
    /// The figures under the names that metrics files use: <c>val/SET/acc/greedy</c>, <c>val/SET/acc/mean@n</c>, <c>maj@n</c>, <c>best@n</c>;
    /// format, Korean, length and truncation of the sampled responses, or of the greedy ones where there are no others.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics()
    {
        var values = new List<KeyValuePair<string, double>>();
        void Add(string name, double? value)
        {
            if (value is { } known) values.Add(new($"val/{Set}/{name}", known));
        }
        Add("acc/greedy", Greedy?.Accuracy);
        if (Sampled is { } sampled)
        {
            Add($"acc/mean@{sampled.Samples}", sampled.Accuracy);
            Add($"acc/maj@{sampled.Samples}", sampled.Majority);
            if (sampled.Samples > 1) Add($"acc/best@{sampled.Samples}", sampled.PassAt[sampled.Samples]);
        }
        var scores = Sampled ?? Greedy;
        Add("format_strict", scores?.FormatStrict);
        Add("korean/thought", scores?.KoreanInThoughts);
        Add("korean/answer", scores?.KoreanInAnswers);
        Add("response_length/mean", scores?.MeanTokens);
        Add("response_length/clip_ratio", scores?.Truncated);
        return values;
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saenggak.Grading;
using Saenggak.Inference.Engine;
using Saenggak.Text;

namespace Saenggak.Evaluation;

/// <summary>
/// Results on the disk: <c>responses.jsonl</c>, one line a response, and <c>results.json</c> with protocol and figures, written
/// last. Each file appears whole or not at all.
/// </summary>
public static class ResultsFolder
{
    /// <summary>The file with the figures.</summary>
    public const string ResultsName = "results.json";

    /// <summary>The file with the responses.</summary>
    public const string ResponsesName = "responses.jsonl";

    private static readonly ResultsJson Indented = new(Options(indented: true));
    private static readonly ResultsJson OneLine = new(Options(indented: false));

    /// <summary>Writes both files; the folder is made where missing, older results are replaced.</summary>
    public static void Write(string folder, EvaluationResult result)
    {
        using (var file = AtomicFile.Create(Path.Combine(folder, ResponsesName)))
        {
            foreach (var response in result.Responses)
            {
                JsonSerializer.Serialize(file.Stream, response, OneLine.EvalResponse);
                file.Stream.WriteByte((byte)'\n');
            }
            file.Commit();
        }
        string json = JsonSerializer.Serialize(result, Indented.EvaluationResult).ReplaceLineEndings("\n");
        AtomicFile.WriteAllText(Path.Combine(folder, ResultsName), json + "\n");
    }

    /// <summary>Reads the figures; responses are not read.</summary>
    /// <exception cref="InputException">There is no such file, or it cannot be read.</exception>
    public static EvaluationResult Read(string folder)
    {
        string path = Path.Combine(folder, ResultsName);
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; expected the results of an evaluation.");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Indented.EvaluationResult)
                ?? throw new InputException($"{path}: holds null; expected the results of an evaluation.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not the results of an evaluation ({e.Message}); evaluate again.", e);
        }
    }

    /// <summary>The figures as one line of JSON, as <c>results.json</c> has them.</summary>
    public static string ToJson(EvaluationResult result) => JsonSerializer.Serialize(result, OneLine.EvaluationResult);

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            WriteIndented = indented,
            // Korean stays as it is instead of being escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter<VerdictKind>(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new JsonStringEnumConverter<FinishReason>(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }
}

[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(EvalResponse))]
internal sealed partial class ResultsJson : JsonSerializerContext;

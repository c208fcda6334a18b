using System.Text.Json;
using Saenggak.Grading;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Grade;

/// <summary>A case with known outcome.</summary>
/// <param name="Where">File and line, for messages.</param>
/// <param name="Gold">The gold answer.</param>
/// <param name="Pred">An answer, or a response that holds one.</param>
/// <param name="Expected">Whether they are equal.</param>
/// <param name="Options">How to grade it.</param>
internal sealed record GradeCase(string Where, string Gold, string Pred, bool Expected, GradeOptions Options)
{
    /// <summary>The grader's verdict.</summary>
    public Verdict Grade() => Grader.Grade(Pred, Gold, Options);
}

/// <summary>Reads cases, JSONL.</summary>
internal static class CaseFile
{
    /// <summary>The cases one by one; blank lines are passed over.</summary>
    /// <exception cref="InputException">No such file, no rows, or a row that is no case.</exception>
    public static IEnumerable<GradeCase> Read(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; expected JSONL with gold, pred and expected.");
        int number = 0;
        bool any = false;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            any = true;
            yield return Parse($"{path}:{number}", line);
        }
        if (!any) throw new InputException($"{path}: is empty; expected JSONL with gold, pred and expected.");
    }

    private static GradeCase Parse(string where, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object) throw new InputException($"{where}: not an object; expected one object a line.");
            // An answer may stand there alone, without any mark: guessing is what such a file asks for.
            var options = new GradeOptions { Sources = AnswerSources.Any, Question = Text(row, "question"), Choices = Choices(where, row) };
            return new GradeCase(where, Need(where, row, "gold"), Need(where, row, "pred"), Expected(where, row), options);
        }
        catch (JsonException e)
        {
            throw new InputException($"{where}: not JSON ({e.Message}); expected one object a line.", e);
        }
    }

    private static string Need(string where, JsonElement row, string name) =>
        Text(row, name) ?? throw new InputException($"{where}: no \"{name}\"; expected text.");

    private static string? Text(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    private static bool Expected(string where, JsonElement row)
    {
        if (!row.TryGetProperty("expected", out JsonElement value)) throw new InputException($"{where}: no \"expected\"; expected 1, 0, true or false.");
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        bool known = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is 0 or 1;
        return known ? value.GetDouble() == 1 : throw new InputException($"{where}: \"expected\" is {value.GetRawText()}; expected 1, 0, true or false.");
    }

    private static string[]? Choices(string where, JsonElement row)
    {
        if (!row.TryGetProperty("choices", out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        bool texts = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String);
        return texts ? [.. value.EnumerateArray().Select(one => one.GetString()!)] : throw new InputException($"{where}: \"choices\" is no list of texts; expected one text a choice.");
    }
}

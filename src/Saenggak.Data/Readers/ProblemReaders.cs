using System.Collections.Frozen;
using System.Numerics;
using System.Text;
using Saenggak.Grading;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>One row as a file has it, before it becomes a <see cref="Problem"/>.</summary>
internal readonly record struct RawProblem(string Key, string? Question, string? Answer, string? Equation);

/// <summary>A file format of problems.</summary>
/// <param name="Expects">What the format looks like, for error messages.</param>
/// <param name="Recognises">Tells from the first characters of the file, the byte order mark removed.</param>
/// <param name="Read">Streams the rows.</param>
internal sealed record ProblemFormat(string Expects, Func<string, bool> Recognises, Func<string, IEnumerable<RawProblem>> Read);

/// <summary>Reads word problems in the formats that public sets come in.</summary>
public static class ProblemReaders
{
    /// <summary>«KMWPS»: CSV with Question, Equation, Answer.</summary>
    public const string Kmwps = "kmwps";

    /// <summary>«Korean MWP 2021»: one JSON object of numbered rows with class, question, answer, equation.</summary>
    public const string Jkc = "jkc";

    /// <summary>«GSM8K»: JSONL with question and a worked answer that ends in «#### 18».</summary>
    public const string Gsm8k = "gsm8k";

    /// <summary>JSONL with prompt and answer columns, verl's rows among them.</summary>
    public const string PromptAnswer = "prompt-answer";

    private const int SniffChars = 4096;
    private static readonly BigInteger LargestInteger = BigInteger.Pow(10, 18);

    private static readonly FrozenDictionary<string, ProblemFormat> ByName = new Dictionary<string, ProblemFormat>(StringComparer.Ordinal)
    {
        [Kmwps] = new("CSV with the columns Question, Equation, Answer", KmwpsReader.Recognises, KmwpsReader.Read),
        [Jkc] = new("a JSON object of numbered rows with question and answer", JkcReader.Recognises, JkcReader.Read),
        [Gsm8k] = new("JSONL with question and an answer that ends in «#### 18»", Gsm8kReader.Recognises, Gsm8kReader.Read),
        [PromptAnswer] = new("JSONL with prompt and answer", PromptAnswerReader.Recognises, PromptAnswerReader.Read),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // A GSM8K file is also JSONL with question and answer: the narrower format is asked first.
    private static readonly string[] SniffOrder = [Kmwps, Jkc, Gsm8k, PromptAnswer];

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Formats => SniffOrder;

    /// <summary>Reads a problem file.</summary>
    /// <param name="path">The file; JSONL may be gzipped, and may be a folder of shards.</param>
    /// <param name="options">Which rows to keep; null for all that have a question and an answer.</param>
    /// <param name="format">A name of <see cref="Formats"/>; null to tell from the content.</param>
    /// <exception cref="InputException">Missing file, unknown format, broken rows.</exception>
    public static ProblemSet Read(string path, ProblemReadOptions? options = null, string? format = null)
    {
        options ??= ProblemReadOptions.Default;
        format ??= Sniff(path);
        if (!ByName.TryGetValue(format, out ProblemFormat? reader))
        {
            throw new InputException($"unknown problem format \"{format}\"; expected one of {string.Join(", ", SniffOrder)}");
        }
        string source = SourceName(path, format);
        var problems = new List<Problem>();
        var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (RawProblem raw in reader.Read(path))
        {
            string? reason = TryMake(raw, source, options, out Problem? problem);
            if (reason is null) problems.Add(problem!);
            else skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
        }
        return new ProblemSet { Format = format, Source = source, Problems = problems, Skipped = skipped };
    }

    /// <summary>Tells the format from the content.</summary>
    /// <exception cref="InputException">No format fits; the message lists them.</exception>
    public static string Sniff(string path)
    {
        string head = Head(JsonLines.Shards(path)[0]);
        foreach (string name in SniffOrder)
        {
            if (ByName[name].Recognises(head)) return name;
        }
        string expected = string.Join("; ", SniffOrder.Select(name => $"{name}: {ByName[name].Expects}"));
        throw new InputException($"{path}: no known problem format; expected one of: {expected}");
    }

    private static string? TryMake(RawProblem raw, string source, ProblemReadOptions options, out Problem? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(raw.Question)) return "no question";
        if (string.IsNullOrWhiteSpace(raw.Answer)) return "no answer";
        string answer = raw.Answer.Normalize(NormalizationForm.FormC).Trim();
        if (options.IntegerAnswersOnly)
        {
            bool integer = Quantity.TryParse(answer, out Quantity value) && value is { Value.IsInteger: true, IsPercent: false }
                && BigInteger.Abs(value.Value.Numerator) < LargestInteger;
            if (!integer) return "the answer is not an integer";
            answer = value.Value.ToString();
        }
        string? equation = string.IsNullOrWhiteSpace(raw.Equation) ? null : raw.Equation.Trim();
        if (options.CheckEquations && equation is not null && EquationChecker.Check(equation, answer) == EquationResult.Different)
        {
            return "the equation does not give the answer";
        }
        problem = new Problem
        {
            Id = $"{source}:{raw.Key}",
            Prompt = raw.Question.Normalize(NormalizationForm.FormC).Trim(),
            Answer = answer,
            Source = source,
            Equation = equation,
        };
        return null;
    }

    private static string SourceName(string path, string format)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        int dot = name.IndexOf('.');
        string stem = dot > 0 ? name[..dot] : name;
        return format == Kmwps && !stem.Contains(Kmwps, StringComparison.OrdinalIgnoreCase) ? $"{Kmwps}-{stem}" : stem;
    }

    private static string Head(string path)
    {
        using Stream stream = Utf8LineReader.Open(path);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var head = new char[SniffChars];
        return new string(head, 0, reader.ReadBlock(head, 0, head.Length)).TrimStart();
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Grade;
using Saenggak.Grading;
using Saenggak.Text;
using Spectre.Console;

namespace Saenggak.Cli.Verbs;

/// <summary>Grades: a file of cases with known outcome, or one response, explained.</summary>
internal static class GradeVerb
{
    private const long MostBytes = 64 << 20;

    private static readonly Option<string?> CasesOption = new("--cases") { Description = "JSONL with gold, pred (an answer or a response) and expected (1, 0, true, false); question and choices are read where they stand", HelpName = "file" };
    private static readonly Option<string?> ResponseOption = new("--response") { Description = "A UTF-8 file that holds what a model wrote, without the prompt", HelpName = "file" };
    private static readonly Option<string?> GoldOption = new("--gold") { Description = "The gold answer; without it only extraction, format and language are shown", HelpName = "answer" };
    private static readonly Option<string?> QuestionOption = new("--question") { Description = "The question; its wording tells whether several answers are asked for", HelpName = "text" };
    private static readonly Option<string[]> ChoiceOption = new("--choice") { Description = "A choice of the question, once for each, in order", HelpName = "text", DefaultValueFactory = _ => [] };
    private static readonly Option<bool> PrefilledOption = new("--prefilled") { Description = "The prompt already wrote <think>" };
    private static readonly Option<bool> TruncatedOption = new("--truncated") { Description = "The response was cut off by length" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("grade", """
        Compare answers as rewards and evaluation do.
        With --cases: how often the grader agrees with the outcome that a file expects. With --response: one verdict in words.
        """)
    {
        Options = { CasesOption, ResponseOption, GoldOption, QuestionOption, ChoiceOption, PrefilledOption, TruncatedOption },
        Examples =
        [
            ("saenggak grade --cases cases.jsonl --json", "each disagreement on stderr, and the share of agreement as JSON"),
            ("saenggak grade --response response.txt --gold 12개", "what was read, from where, and why it is right or wrong"),
            ("saenggak grade --response response.txt --gold B --choice 서울 --choice 부산 --choice 대구", "a multiple-choice question"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string? cases = context.Parsed.GetValue(CasesOption), response = context.Parsed.GetValue(ResponseOption);
        if (cases is not null == response is not null)
        {
            throw new InputException($"{(cases is null ? "neither --cases nor --response is" : "both --cases and --response are")} given; expected one of them.");
        }
        if (cases is not null) GradeCases(context, cases);
        else Explain(context, response!);
        return Task.CompletedTask;
    }

    private static void GradeCases(VerbContext context, string path)
    {
        int rows = 0, agreed = 0;
        var verdicts = Enum.GetValues<VerdictKind>().ToDictionary(kind => kind, _ => 0);
        foreach (GradeCase one in CaseFile.Read(path))
        {
            context.Stop.ThrowIfCancellationRequested();
            Verdict verdict = one.Grade();
            rows++;
            verdicts[verdict.Kind]++;
            if (verdict.IsCorrect == one.Expected) agreed++;
            else Disagree(context, one, verdict);
        }
        double agreement = (double)agreed / rows;
        context.Line(string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} cases, {rows - agreed:#,0} disagreements, agreement {100 * agreement:0.00} %"));
        foreach ((VerdictKind kind, int count) in verdicts) context.Line(string.Create(CultureInfo.InvariantCulture, $"  {Explanation.Name(kind)} {count:#,0}"));
        context.Result(new JsonObject
        {
            ["cases"] = rows,
            ["agreement"] = agreement,
            ["disagreements"] = rows - agreed,
            ["verdicts"] = new JsonObject(verdicts.Select(one => KeyValuePair.Create(Explanation.Name(one.Key), (JsonNode?)one.Value))),
        });
    }

    // With --json stdout belongs to the result.
    private static void Disagree(VerbContext context, GradeCase one, Verdict verdict)
    {
        string line = $"{one.Where}: expected {(one.Expected ? "equal" : "different")}, found {Explanation.Name(verdict.Kind)} ({verdict.Why}): gold {Explanation.Quote(one.Gold)}, pred {Explanation.Quote(one.Pred)}, read {Explanation.Quote(verdict.Extracted)}";
        if (context.Json) context.Parsed.InvocationConfiguration.Error.WriteLine(line);
        else context.Line(line);
    }

    private static void Explain(VerbContext context, string path)
    {
        string[] choices = context.Parsed.GetRequiredValue(ChoiceOption);
        if (choices.Length == 1) throw new InputException("--choice is given once; expected it once for each of two or more choices.");
        var options = new GradeOptions
        {
            Question = context.Parsed.GetValue(QuestionOption),
            Choices = choices.Length > 0 ? choices : null,
            PrefilledThink = context.Parsed.GetValue(PrefilledOption),
            Truncated = context.Parsed.GetValue(TruncatedOption),
        };
        var explanation = Explanation.Of(ReadResponse(path), context.Parsed.GetValue(GoldOption), options);
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("");
        foreach ((string name, string text) in explanation.Lines) table.AddRow(name, Markup.Escape(text));
        context.Screen.Write(table);
        context.Result(explanation.Json);
    }

    private static string ReadResponse(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InputException($"{path}: no such file; expected a UTF-8 text file with one response.");
        if (file.Length > MostBytes) throw new InputException($"{path}: has {file.Length:#,0} bytes; expected one response of at most {MostBytes:#,0}.");
        return File.ReadAllText(path);
    }
}

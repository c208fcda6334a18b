using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Doctor;
using Spectre.Console;

namespace Saenggak.Cli.Verbs;

/// <summary>Says what this machine offers and what is missing for full speed.</summary>
internal static class DoctorVerb
{
    // A new check is a file in Doctor/ and a line here.
    private static readonly Func<DoctorSection>[] Sections =
    [
        SystemSection.Examine,
        ProcessorSection.Examine,
        MemorySection.Examine,
        ProductSection.Examine,
        UnicodeSection.Examine,
    ];

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("doctor", "Show what this machine can do and what is missing")
    {
        Examples =
        [
            ("saenggak doctor", "a table for people"),
            ("saenggak doctor --json", "the same for programs"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        var result = new JsonObject();
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("").AddColumn("");
        foreach (var examine in Sections)
        {
            context.Stop.ThrowIfCancellationRequested();
            var section = examine();
            var json = new JsonObject();
            foreach (var finding in section.Findings)
            {
                string first = ReferenceEquals(finding, section.Findings[0]) ? section.Name : "";
                string text = finding.Advice is null ? finding.Text : $"{finding.Text}  ({finding.Advice})";
                table.AddRow(first, finding.Key, Markup.Escape(text));
                json[finding.Key] = finding.Value;
            }
            result[section.Name] = json;
        }
        context.Screen.Write(table);
        context.Result(result);
        return Task.CompletedTask;
    }
}

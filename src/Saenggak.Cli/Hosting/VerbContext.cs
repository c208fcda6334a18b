using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Saenggak.Cli.Hosting;

/// <summary>What a verb is given: its options, where to write, and when to stop.</summary>
internal sealed class VerbContext(ParseResult parsed, CancellationToken stop) : IDisposable
{
    // Korean stays readable; the line is for programs and people, not for HTML.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int UnlimitedWidth = 4096;

    private IAnsiConsole? screen;
    private ProgressDisplay? progress;

    /// <summary>The parsed command line.</summary>
    public ParseResult Parsed { get; } = parsed;

    /// <summary>Cancelled on Ctrl-C or SIGTERM: finish the step, save, return.</summary>
    public CancellationToken Stop { get; } = stop;

    /// <summary>Whether the result is wanted as JSON only.</summary>
    public bool Json { get; } = parsed.GetValue(CommonOptions.Json);

    /// <summary>Tables for people: on stdout, or nowhere with <c>--json</c>.</summary>
    public IAnsiConsole Screen => screen ??= CreateScreen();

    /// <summary>A display of how a run goes, on stderr.</summary>
    public ProgressDisplay Progress => progress ??= ProgressDisplay.ForTerminal(Parsed.InvocationConfiguration.Error);

    /// <summary>A line for people: on stdout, or nowhere with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!Json) Parsed.InvocationConfiguration.Output.WriteLine(text);
    }

    /// <summary>Writes the result with <c>--json</c>, as the last line of stdout. Call it once, at the end.</summary>
    public void Result(JsonObject result)
    {
        if (Json) Parsed.InvocationConfiguration.Output.WriteLine(result.ToJsonString(OneLine));
    }

    /// <inheritdoc/>
    public void Dispose() => progress?.Dispose();

    private IAnsiConsole CreateScreen()
    {
        // Colour codes and line breaks at the terminal's width are for terminals only.
        bool plain = Json || Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Json ? TextWriter.Null : Parsed.InvocationConfiguration.Output),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (plain) console.Profile.Width = UnlimitedWidth;
        return console;
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Saenggak.Text;

namespace Saenggak.Cli.Hosting;

/// <summary>Runs one command line: parses it, runs the verb, shows errors in one line, and gives the exit code.</summary>
internal sealed class CommandLineHost
{
    private readonly RootCommand root;

    /// <summary>Creates the host of these verbs.</summary>
    public CommandLineHost(IEnumerable<Verb> verbs)
    {
        root = new RootCommand("Saenggak (생각, \"thought\") trains a small language model to reason and answer in Korean.");
        foreach (var verb in verbs) root.Add(verb);
        root.Add(CommonOptions.Json);
        root.Add(CommonOptions.Debug);
        var help = root.Options.OfType<HelpOption>().Single();
        var usual = (HelpAction)help.Action!;
        help.Action = new HelpWithExamples(usual);
        root.SetAction(usual.Invoke);
    }

    /// <summary>Runs a command line against the process's own streams.</summary>
    public Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs a command line; results go to <paramref name="output"/>, everything else to <paramref name="error"/>.</summary>
    public async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        // A response file (@name) would eat arguments that start with @.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            error.WriteLine($"saenggak: {FirstError(parsed)} See: {CommandPath(parsed)} --help");
            return ExitCode.BadInput;
        }
        using var interruption = new Interruption(error);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // Errors and signals are ours to handle.
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            UnicodeSupport.EnsureNormalizationWorks();
            int code = await parsed.InvokeAsync(invocation, interruption.Token);
            return interruption.Signal is { } signal ? ExitCode.SignalBase + signal : code;
        }
        catch (OperationCanceledException) when (interruption.Signal is not null)
        {
            return ExitCode.SignalBase + interruption.Signal.Value;
        }
        catch (Exception exception)
        {
            var (line, code) = ErrorReport.Describe(exception);
            error.WriteLine($"saenggak: {line}");
            if (parsed.GetValue(CommonOptions.Debug)) error.WriteLine(exception);
            return code;
        }
    }

    private static string FirstError(ParseResult parsed)
    {
        string message = parsed.Errors[0].Message;
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is not [var typed, ..]) return message;
        var known = command.Subcommands.Select(one => one.Name).Concat(command.Options.Select(one => one.Name)).Append("--json").Append("--debug");
        return NearestName.Find(typed, known) is { } near ? $"{message} Did you mean \"{near}\"?" : message;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } result) names.Insert(0, result.Command.Name);
        }
        return string.Join(' ', names.Prepend("saenggak"));
    }
}

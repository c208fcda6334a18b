using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Saenggak.Cli.Hosting;

/// <summary>The usual help, and under it the verb's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb { Examples: { Count: > 0 } examples }) return ExitCode.Ok;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var (line, meaning) in examples)
        {
            output.WriteLine($"  # {meaning}");
            output.WriteLine($"  {line}");
        }
        output.WriteLine();
        return ExitCode.Ok;
    }
}

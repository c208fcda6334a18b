using System.CommandLine;

namespace Saenggak.Cli.Hosting;

/// <summary>A verb of the command line with examples for its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work, each with what it does: <c>("saenggak doctor", "what this machine can do")</c>.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];

    /// <summary>Sets what the verb does. It returns normally or throws; see <see cref="ErrorReport"/> for how errors are shown.</summary>
    public Verb Does(Func<VerbContext, Task> run)
    {
        SetAction(async (parsed, stop) =>
        {
            using var context = new VerbContext(parsed, stop);
            await run(context);
        });
        return this;
    }
}

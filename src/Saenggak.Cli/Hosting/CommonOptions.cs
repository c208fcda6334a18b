using System.CommandLine;

namespace Saenggak.Cli.Hosting;

/// <summary>Options that mean the same at every verb.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>: the result as one JSON object on the last line of stdout, nothing else there.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one JSON object, the last line of stdout",
        Recursive = true,
    };

    /// <summary><c>--debug</c>: the stack behind an error.</summary>
    public static Option<bool> Debug { get; } = new("--debug")
    {
        Description = "Show where an error came from",
        Recursive = true,
    };

    /// <summary><c>--weights int8</c>: how a model's matrices are held in memory.</summary>
    public static Option<string?> Weights() => new("--weights")
    {
        Description = "int8: matrices in eight bits, in blocks of 32 with a scale each; half the memory, and faster for a few sequences [default: as --precision]",
        HelpName = "int8",
    };

    /// <summary>A verb's recipe file.</summary>
    public static Argument<string?> Recipe() => new("recipe")
    {
        Description = "The recipe, a YAML file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary><c>--set a.b=c</c>, as often as wanted.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Set one option of the recipe; dots lead into its sections: --set train.seed=2",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };
}

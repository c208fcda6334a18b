using Saenggak.Compute;
using Saenggak.Text;

namespace Saenggak.Cli.Hosting;

/// <summary>Reads values of options that several verbs have.</summary>
internal static class OptionValues
{
    /// <summary>The element type that <c>--precision</c> names.</summary>
    /// <exception cref="InputException">It names none.</exception>
    public static DType Precision(string name) => name switch
    {
        "bf16" => DType.BF16,
        "f32" => DType.F32,
        _ => throw new InputException($"--precision is \"{name}\"; expected bf16 or f32."),
    };

    /// <summary>Checks an option that counts something.</summary>
    /// <exception cref="InputException">It is below <paramref name="least"/>.</exception>
    public static int AtLeast(int value, string option, int least = 1)
        => value >= least ? value : throw new InputException($"{option} is {value}; expected {least} or more.");
}

using Saenggak.Compute;
using Saenggak.Model;
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

    /// <summary>How <c>--weights</c> wants the matrices held; null: as <c>--precision</c> says.</summary>
    /// <exception cref="InputException">It names neither int8 nor the precision.</exception>
    public static WeightStorage Weights(string? name, string precision)
    {
        if (name is null || name == precision) return WeightStorage.AsPrecision;
        return name == "int8" ? WeightStorage.EightBits : throw new InputException($"--weights is \"{name}\"; expected int8, or {precision} as --precision.");
    }

    /// <summary>What results call it.</summary>
    public static string Name(WeightStorage weights, string precision) => weights == WeightStorage.EightBits ? "int8" : precision;

    /// <summary>Checks an option that counts something.</summary>
    /// <exception cref="InputException">It is below <paramref name="least"/>.</exception>
    public static int AtLeast(int value, string option, int least = 1)
        => value >= least ? value : throw new InputException($"{option} is {value}; expected {least} or more.");
}

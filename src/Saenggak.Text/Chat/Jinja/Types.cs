namespace Saenggak.Text.Chat.Jinja;

/// <summary>Questions about the type of a value, answered as Python would.</summary>
internal static class Types
{
    /// <summary>How an error names a value.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "none",
        bool => "a boolean",
        long => "an integer",
        double => "a float",
        string => "a string",
        List<object?> => "a list",
        JinjaTuple => "a tuple",
        JinjaDict => "a mapping",
        Undefined undefined => undefined.Description,
        JinjaNamespace => "a namespace",
        LoopState => "the loop variable",
        _ => "a function",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        JinjaTuple tuple => tuple.Items.Length > 0,
        JinjaDict dict => dict.Count > 0,
        _ => true,
    };

    /// <summary>True for booleans too, which Python counts as 0 and 1.</summary>
    public static bool IsNumber(object? value) => value is long or double or bool;

    public static bool TryInteger(object? value, out long integer)
    {
        integer = value switch { long number => number, bool truth => truth ? 1 : 0, _ => 0 };
        return value is long or bool;
    }

    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        long number => number,
        bool truth => truth ? 1 : 0,
        _ => throw new JinjaError($"got {Describe(value)}, expected a number."),
    };

    /// <summary>The items a for goes over: of a list or tuple, the keys of a mapping, the characters of a string; none of an undefined.</summary>
    public static IReadOnlyList<object?> Iterate(object? value) => value switch
    {
        List<object?> list => list,
        JinjaTuple tuple => tuple.Items,
        JinjaDict dict => [.. dict.Keys],
        string text => CodePoints.Split(text),
        Undefined => [],
        _ => throw new JinjaError($"got {Describe(value)}, expected something to go through: a list, a mapping or a string."),
    };

    public static long Length(object? value) => value switch
    {
        string text => CodePoints.Count(text),
        List<object?> list => list.Count,
        JinjaTuple tuple => tuple.Items.Length,
        JinjaDict dict => dict.Count,
        Undefined => 0,
        _ => throw new JinjaError($"got the length of {Describe(value)}, expected a list, a mapping or a string."),
    };
}

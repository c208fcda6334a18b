using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Cli.Recipes;

/// <summary>Single values of recipes: text to number, flag, enum member, and back.</summary>
internal static class RecipeValue
{
    private const NumberStyles Real = NumberStyles.Float;

    /// <summary>Reads a value of the given type, or returns null when the text is none.</summary>
    /// <param name="text">The value as written; digits may be grouped with <c>_</c>.</param>
    /// <param name="type">string, bool, int, long, float, double or an enum.</param>
    /// <param name="hint">A closing phrase for the message, e.g. the name probably meant.</param>
    public static object? Parse(string text, Type type, out string? hint)
    {
        hint = null;
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return text.ToLowerInvariant() switch { "true" => true, "false" => false, _ => null };
        if (type.IsEnum)
        {
            var names = RecipeSchema.EnumNames(type);
            foreach (var (name, value) in names) if (name == text) return value;
            hint = NearestName.Find(text, names.Select(member => member.Name)) is { } near ? $"; did you mean \"{near}\"?" : null;
            return null;
        }
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        if (type == typeof(int)) return Whole(digits) is { } whole && whole is >= int.MinValue and <= int.MaxValue ? (int)whole : null;
        if (type == typeof(long)) return Whole(digits);
        if (type == typeof(ulong)) return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong natural) ? natural : null;
        bool isReal = double.TryParse(digits, Real, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real);
        if (type == typeof(double)) return isReal ? real : null;
        if (type == typeof(float)) return isReal && float.IsFinite((float)real) ? (float)real : null;
        throw new NotSupportedException($"recipes hold no values of type {type}; see RecipeValue");
    }

    /// <summary>What a value of the type looks like, for messages.</summary>
    public static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong)) return "a whole number";
        if (type == typeof(float) || type == typeof(double)) return "a number";
        if (type.IsEnum) return "one of " + string.Join(", ", RecipeSchema.EnumNames(type).Select(member => member.Name));
        return RecipeSchema.ListItem(type) is { } item ? $"a list ({Expected(item)} each)" : "a section with keys";
    }

    /// <summary>Writes a value so that <see cref="Parse"/>, and any YAML 1.1 or 1.2 reader, gives the same one back.</summary>
    public static RecipeScalar Write(object value) => value switch
    {
        bool flag => Plain(flag ? "true" : "false"),
        string text => new RecipeScalar("", text, Quoted: LooksLikeAnotherType(text)),
        float number => Plain(Number(number.ToString("R", CultureInfo.InvariantCulture))),
        double number => Plain(Number(number.ToString("R", CultureInfo.InvariantCulture))),
        Enum member => Plain(RecipeSchema.EnumNames(member.GetType()).First(known => known.Value.Equals(member)).Name),
        IFormattable number => Plain(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"recipes hold no values of type {value.GetType()}; see RecipeValue"),
    };

    private static RecipeScalar Plain(string text) => new("", text, Quoted: false);

    private static long? Whole(string digits)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) return whole;
        // 1e6 is a whole number to whoever writes it; beyond 2^53 a double would round.
        bool isReal = double.TryParse(digits, Real, CultureInfo.InvariantCulture, out double real);
        return isReal && real == Math.Floor(real) && Math.Abs(real) <= 1L << 53 ? (long)real : null;
    }

    // YAML 1.1 reads 1e-05 as text; with a point both versions read a number.
    private static string Number(string text)
    {
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        string mantissa = text[..exponent];
        return (mantissa.Contains('.', StringComparison.Ordinal) ? mantissa : mantissa + ".0") + "e" + text[(exponent + 1)..];
    }

    private static bool LooksLikeAnotherType(string text) =>
        text.ToLowerInvariant() is "" or "~" or "null" or "true" or "false" or "yes" or "no" or "on" or "off"
        || double.TryParse(text.Replace("_", "", StringComparison.Ordinal), Real, CultureInfo.InvariantCulture, out _);
}

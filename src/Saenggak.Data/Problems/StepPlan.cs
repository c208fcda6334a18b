namespace Saenggak.Data.Problems;

/// <summary>One step of a family: <c>what: result = left operator right unit</c>.</summary>
internal sealed class StepPlan
{
    /// <summary>Template of what the result is.</summary>
    public string What { get; }

    /// <summary>Template of the result's unit.</summary>
    public string Unit { get; }

    /// <summary>One of <c>+ - × ÷</c>.</summary>
    public char Operator { get; }

    /// <summary>Left operand.</summary>
    public Operand Left { get; }

    /// <summary>Right operand.</summary>
    public Operand Right { get; }

    private readonly int _target;

    /// <summary>Reads a step and appends its result to the slots.</summary>
    /// <exception cref="FormatException">The step cannot be read.</exception>
    public StepPlan(string text, List<string> slots)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        string[] parts = colon < 0 ? [] : text[(colon + 2)..].Split(' ', 6);
        if (parts.Length < 5 || parts[1] != "=" || parts[3] is not ("+" or "-" or "×" or "÷"))
        {
            throw new FormatException($"«{text}» is no step; expected «what: result = left operator right [unit]»");
        }
        What = text[..colon];
        Left = Operand.Read(parts[2], slots);
        Operator = parts[3][0];
        Right = Operand.Read(parts[4], slots);
        Unit = parts.Length > 5 ? parts[5] : "";
        slots.Add(parts[0]);
        _target = slots.Count - 1;
    }

    /// <summary>Computes the step; false where the result is no positive integer or leaves the limits.</summary>
    public bool TryRun(Span<long> values, ProblemWriterOptions limits)
    {
        long left = Left.Value(values), right = Right.Value(values);
        if (Apply(left, Operator, right) is not { } result || result < 1) return false;
        bool within = Operator switch
        {
            '+' => result <= limits.MaxSum,
            '-' => left <= limits.MaxSum,
            '×' => result <= limits.MaxProduct && AllWithin(left, right, limits),
            _ => left <= limits.MaxProduct && AllWithin(result, right, limits),
        };
        values[_target] = result;
        return within;
    }

    private bool AllWithin(long first, long second, ProblemWriterOptions limits) =>
        Left.IsConstant || Right.IsConstant || (first <= limits.MaxFactor && second <= limits.MaxFactor);

    /// <summary>Integer arithmetic on either spelling of the operators; null where a division leaves a remainder.</summary>
    public static long? Apply(long left, char op, long right) => op switch
    {
        '+' => left + right,
        '-' => left - right,
        '×' or '*' => left * right,
        '÷' or '/' => right != 0 && left % right == 0 ? left / right : null,
        _ => throw new FormatException($"«{op}» is no operator; expected + - × ÷"),
    };
}

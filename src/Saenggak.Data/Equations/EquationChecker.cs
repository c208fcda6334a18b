using System.Numerics;
using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>What an equation says about its gold answer.</summary>
public enum EquationResult
{
    /// <summary>The value equals the answer exactly.</summary>
    Equal,

    /// <summary>The value rounds to the answer at the answer's decimal places (2.607… and 2.61).</summary>
    EqualWhenRounded,

    /// <summary>The value is another number: equation or gold is wrong.</summary>
    Different,

    /// <summary>The equation is no plain arithmetic (Python conditionals, lists, calls), or has no value (division by zero).</summary>
    NotEvaluable,

    /// <summary>The answer is no number («윤기»).</summary>
    AnswerNotNumeric,
}

/// <summary>Evaluates the infix equations of word-problem sets in exact fractions and compares them with the gold answer.</summary>
public static class EquationChecker
{
    private const int MaxExponent = 512;
    private const long MaxBits = 1 << 14;

    /// <summary>The exact value; null when the text is no plain arithmetic or has no exact value of bearable size.</summary>
    public static Rational? Evaluate(string equation) =>
        EquationParser.Parse(equation) is { } node ? Evaluate(node) : null;

    /// <summary>Compares an equation with a gold answer.</summary>
    public static EquationResult Check(string equation, string answer)
    {
        if (Evaluate(equation) is not { } value) return EquationResult.NotEvaluable;
        if (!Quantity.TryParse(answer.Trim(), out Quantity gold)) return EquationResult.AnswerNotNumeric;
        if (value == gold.Value) return EquationResult.Equal;
        return gold.Decimals != 0 && value.Round(gold.Decimals) == gold.Value ? EquationResult.EqualWhenRounded : EquationResult.Different;
    }

    private static Rational? Evaluate(EquationNode node)
    {
        if (node.Operator == '\0') return node.Value;
        if (Evaluate(node.Left!) is not { } left) return null;
        if (node.Operator == 'n') return -left;
        return Evaluate(node.Right!) is { } right ? Apply(node.Operator, left, right) : null;
    }

    internal static Rational? Apply(char op, Rational left, Rational right)
    {
        if (op is '/' or 'i' or '%' && right.IsZero) return null;
        Rational? value = op switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            'i' => Rational.From((left / right).Floor()),
            '%' => left - (right * Rational.From((left / right).Floor())),
            '^' => Power(left, right),
            _ => null,
        };
        return value is { } v && v.Numerator.GetBitLength() <= MaxBits && v.Denominator.GetBitLength() <= MaxBits ? value : null;
    }

    // Whole exponents only: a root has no exact fraction.
    private static Rational? Power(Rational left, Rational right)
    {
        if (!right.IsInteger || BigInteger.Abs(right.Numerator) > MaxExponent) return null;
        int exponent = (int)BigInteger.Abs(right.Numerator);
        long bits = Math.Max(left.Numerator.GetBitLength(), left.Denominator.GetBitLength());
        if (bits * exponent > MaxBits || (right.Numerator.Sign < 0 && left.IsZero)) return null;
        var power = new Rational(BigInteger.Pow(left.Numerator, exponent), BigInteger.Pow(left.Denominator, exponent));
        return right.Numerator.Sign < 0 ? Rational.From(1) / power : power;
    }
}

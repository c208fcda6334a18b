using System.Numerics;
using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>Turns an equation into the steps a pupil would write, one operation each.</summary>
public static class EquationSteps
{
    /// <summary>
    /// The steps in the order of evaluation, inner and left ones first; what and unit are empty. Null when a value on the way
    /// is no integer, or an operation has no school sign (%, **, a // with a remainder), or there is no operation.
    /// </summary>
    public static IReadOnlyList<SolutionStep>? TryFrom(string equation)
    {
        if (EquationParser.Parse(equation) is not { } root) return null;
        var steps = new List<SolutionStep>();
        return Walk(root, steps) is not null && steps.Count > 0 ? steps : null;
    }

    private static long? Walk(EquationNode node, List<SolutionStep> steps)
    {
        if (node.Operator == '\0') return Integer(node.Value);
        if (node.Operator == 'n')
        {
            // A negative number as written is an operand; the negation of a computed value has no step of its own.
            return node.Left!.Operator == '\0' && Integer(node.Left.Value) is { } number ? -number : null;
        }
        if (Walk(node.Left!, steps) is not { } left || Walk(node.Right!, steps) is not { } right) return null;
        char sign = Sign(node.Operator);
        if (sign == '\0' || EquationChecker.Apply(node.Operator, Rational.From(left), Rational.From(right)) is not { } value) return null;
        bool remainder = node.Operator == 'i' && left % right != 0;
        if (remainder || Integer(value) is not { } result) return null;
        steps.Add(new SolutionStep("", left, sign, right, result, ""));
        return result;
    }

    private static char Sign(char op) => op switch
    {
        '+' => '+',
        '-' => '-',
        '*' => '×',
        '/' or 'i' => '÷',
        _ => '\0',
    };

    private static long? Integer(Rational value) =>
        value.IsInteger && BigInteger.Abs(value.Numerator) <= long.MaxValue ? (long)value.Numerator : null;
}

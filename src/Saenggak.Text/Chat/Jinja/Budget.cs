using System.Runtime.CompilerServices;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>
/// What one rendering may spend. Templates come from strangers' checkpoints: a loop, a doubling string or a deep recursion must end in an
/// error and not in a hang. One step is one node evaluated, or 16 characters or one item of a value handled.
/// </summary>
internal sealed class Budget(long maxSteps)
{
    private readonly long _maxSteps = maxSteps;
    private long _left = maxSteps;

    public void Spend(long steps)
    {
        _left -= steps;
        if (_left < 0)
        {
            throw new JinjaError($"got more than {_maxSteps} steps in one rendering, expected far fewer; look for a loop or a text that grows without end.");
        }
    }

    public void SpendText(long chars) => Spend(1 + (chars >> 4));

    /// <summary>Pays for reading <paramref name="value"/> once, its own length only.</summary>
    public void SpendOn(object? value)
    {
        switch (value)
        {
            case string text: SpendText(text.Length); break;
            case List<object?> list: Spend(list.Count); break;
            case JinjaTuple tuple: Spend(tuple.Items.Length); break;
            case JinjaDict dict: Spend(dict.Count); break;
        }
    }

    /// <summary>Stops runaway recursion before the process dies of it.</summary>
    public static void GuardStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaError("got too deep a nesting of macros, expressions or values, expected a template or value nested far less.");
        }
    }
}

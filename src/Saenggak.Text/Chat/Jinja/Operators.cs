namespace Saenggak.Text.Chat.Jinja;

/// <summary>Arithmetic, comparison and membership with Python's rules.</summary>
internal static class Operators
{
    public static object? Apply(BinaryOperator op, object? left, object? right, Budget budget)
    {
        if (op == BinaryOperator.Concatenate) return Join(PythonText.Of(left, budget), PythonText.Of(right, budget), budget);
        if (left is Undefined a) throw a.Error();
        if (right is Undefined b) throw b.Error();
        if (Types.IsNumber(left) && Types.IsNumber(right)) return Number(op, left, right);
        return (op, left, right) switch
        {
            (BinaryOperator.Add, string x, string y) => Join(x, y, budget),
            (BinaryOperator.Add, List<object?> x, List<object?> y) => new List<object?>(Concat(x, y, budget)),
            (BinaryOperator.Add, JinjaTuple x, JinjaTuple y) => new JinjaTuple([.. Concat(x.Items, y.Items, budget)]),
            (BinaryOperator.Multiply, _, long or bool) when left is string or List<object?> => Repeat(left, right, budget),
            (BinaryOperator.Multiply, long or bool, _) when right is string or List<object?> => Repeat(right, left, budget),
            _ => throw new JinjaError($"got {Types.Describe(left)} {Symbol(op)} {Types.Describe(right)}, expected two values that go together."),
        };
    }

    private static string Join(string left, string right, Budget budget)
    {
        budget.SpendText((long)left.Length + right.Length);
        return left + right;
    }

    private static IEnumerable<object?> Concat(IReadOnlyCollection<object?> left, IReadOnlyCollection<object?> right, Budget budget)
    {
        budget.Spend(left.Count + right.Count);
        return left.Concat(right);
    }

    private static object Repeat(object value, object? count, Budget budget)
    {
        _ = Types.TryInteger(count, out long times);
        times = Math.Max(0, times);
        long size = value is string s ? s.Length : ((List<object?>)value).Count;
        if (times > int.MaxValue || size * times > int.MaxValue) throw new JinjaError($"got a repetition {times} times, expected a shorter result.");
        if (value is string text)
        {
            budget.SpendText(size * times);
            return string.Create((int)(size * times), text, static (span, unit) =>
            {
                for (int i = 0; i < span.Length; i++) span[i] = unit[i % unit.Length];
            });
        }
        budget.Spend(size * times);
        return new List<object?>(Enumerable.Repeat((List<object?>)value, (int)times).SelectMany(item => item));
    }

    private static object Number(BinaryOperator op, object? left, object? right)
    {
        if (op is BinaryOperator.Divide or BinaryOperator.FloorDivide or BinaryOperator.Modulo && Types.ToDouble(right) == 0)
        {
            throw new JinjaError("got a division by zero, expected another divisor.");
        }
        try
        {
            if (Types.TryInteger(left, out long a) && Types.TryInteger(right, out long b) && op != BinaryOperator.Divide) return Integer(op, a, b);
        }
        catch (OverflowException)
        {
            throw new JinjaError($"got an integer beyond 64 bits from {Symbol(op)}, expected a smaller one.");
        }
        double x = Types.ToDouble(left), y = Types.ToDouble(right);
        return op switch
        {
            BinaryOperator.Add => x + y,
            BinaryOperator.Subtract => x - y,
            BinaryOperator.Multiply => x * y,
            BinaryOperator.Divide => x / y,
            BinaryOperator.FloorDivide => Math.Floor(x / y),
            BinaryOperator.Modulo => x - y * Math.Floor(x / y),
            _ => Math.Pow(x, y),
        };
    }

    // Without the cast to object the arms' common type, double, would take every integer.
    private static object Integer(BinaryOperator op, long a, long b) => op switch
    {
        BinaryOperator.Add => checked(a + b),
        BinaryOperator.Subtract => checked(a - b),
        BinaryOperator.Multiply => checked(a * b),
        // Python rounds towards minus infinity and gives the remainder the divisor's sign.
        BinaryOperator.FloorDivide => checked(a / b) - (a % b != 0 && a < 0 != b < 0 ? 1 : 0),
        BinaryOperator.Modulo => b == -1 ? 0L : a % b + (a % b != 0 && a < 0 != b < 0 ? b : 0),
        _ => b < 0 ? Math.Pow(a, b) : (object)Power(a, b),
    };

    private static long Power(long value, long exponent)
    {
        long result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) result = checked(result * value);
            if (exponent > 1) value = checked(value * value);
        }
        return result;
    }

    public static object SignChange(object? value, bool minus) => value switch
    {
        double number => (object)(minus ? -number : number),
        _ when Types.TryInteger(value, out long integer) => minus ? -integer : integer,
        Undefined undefined => throw undefined.Error(),
        _ => throw new JinjaError($"got a sign before {Types.Describe(value)}, expected a number."),
    };

    public static bool Compare(ComparisonOperator op, object? left, object? right, Budget budget) => op switch
    {
        ComparisonOperator.Equal => AreEqual(left, right, budget),
        ComparisonOperator.NotEqual => !AreEqual(left, right, budget),
        ComparisonOperator.In => Contains(right, left, budget),
        ComparisonOperator.NotIn => !Contains(right, left, budget),
        ComparisonOperator.Less => Order(left, right, budget) < 0,
        ComparisonOperator.LessOrEqual => Order(left, right, budget) <= 0,
        ComparisonOperator.Greater => Order(left, right, budget) > 0,
        _ => Order(left, right, budget) >= 0,
    };

    public static bool AreEqual(object? left, object? right, Budget budget)
    {
        Budget.GuardStack();
        budget.SpendOn(left);
        if (ReferenceEquals(left, right)) return true;
        if (Types.IsNumber(left) && Types.IsNumber(right))
        {
            return left is double || right is double ? Types.ToDouble(left) == Types.ToDouble(right) : Order(left, right, budget) == 0;
        }
        return (left, right) switch
        {
            (string a, string b) => a == b,
            (Undefined, Undefined) => true,
            (List<object?> a, List<object?> b) => SameItems(a, b, budget),
            (JinjaTuple a, JinjaTuple b) => SameItems(a.Items, b.Items, budget),
            (JinjaDict a, JinjaDict b) => SameEntries(a, b, budget),
            _ => false,
        };
    }

    private static bool SameItems(IReadOnlyList<object?> a, IReadOnlyList<object?> b, Budget budget)
    {
        if (a.Count != b.Count) return false;
        for (int i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i], budget)) return false;
        }
        return true;
    }

    private static bool SameEntries(JinjaDict a, JinjaDict b, Budget budget)
    {
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGet(key, out object? other) || !AreEqual(value, other, budget)) return false;
        }
        return true;
    }

    /// <summary>Negative, zero or positive; numbers, strings (by code unit), lists and tuples have an order.</summary>
    public static int Order(object? left, object? right, Budget budget)
    {
        Budget.GuardStack();
        budget.SpendOn(left);
        if (Types.TryInteger(left, out long x) && Types.TryInteger(right, out long y)) return x.CompareTo(y);
        if (Types.IsNumber(left) && Types.IsNumber(right)) return Types.ToDouble(left).CompareTo(Types.ToDouble(right));
        return (left, right) switch
        {
            (string a, string b) => string.CompareOrdinal(a, b),
            (List<object?> a, List<object?> b) => OrderItems(a, b, budget),
            (JinjaTuple a, JinjaTuple b) => OrderItems(a.Items, b.Items, budget),
            (Undefined undefined, _) => throw undefined.Error(),
            (_, Undefined undefined) => throw undefined.Error(),
            _ => throw new JinjaError($"got {Types.Describe(left)} to compare with {Types.Describe(right)}, expected two numbers or two strings."),
        };
    }

    private static int OrderItems(IReadOnlyList<object?> a, IReadOnlyList<object?> b, Budget budget)
    {
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (!AreEqual(a[i], b[i], budget)) return Order(a[i], b[i], budget);
        }
        return a.Count.CompareTo(b.Count);
    }

    public static bool Contains(object? container, object? item, Budget budget)
    {
        budget.SpendOn(container);
        switch (container)
        {
            case string text when item is string part: return text.Contains(part, StringComparison.Ordinal);
            case string: throw new JinjaError($"got {Types.Describe(item)} in a string, expected a string to look for.");
            case JinjaDict dict: return dict.TryGet(item, out _);
            case List<object?> or JinjaTuple or Undefined:
                foreach (object? candidate in Types.Iterate(container))
                {
                    if (AreEqual(candidate, item, budget)) return true;
                }
                return false;
            default: throw new JinjaError($"got \"in\" with {Types.Describe(container)}, expected a list, a mapping or a string.");
        }
    }

    private static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.FloorDivide => "//",
        BinaryOperator.Modulo => "%",
        BinaryOperator.Power => "**",
        _ => "~",
    };
}

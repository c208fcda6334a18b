using System.Globalization;

namespace Saenggak.Data.Problems;

/// <summary>The numbers of a family: how each is drawn or derived, and what must hold between them.</summary>
internal sealed class NumberPlan
{
    private const int SmallestAddend = 2, SmallestFactor = 2;
    private readonly record struct Rule(int Target, string? Kind, int Low, int High, Operand First, (char Operator, Operand Right)[] Chain);
    private readonly List<Rule> _rules = [];
    private readonly List<(Operand Left, char Relation, Operand Right)> _conditions = [];

    /// <summary>Slot names by index; results of steps are appended by the family's compiler.</summary>
    public List<string> Slots { get; } = [];

    /// <summary>How many slots are numbers of the problem, not results of steps.</summary>
    public int Count { get; }

    /// <summary>Reads the form documented at <see cref="ProblemFamily"/>.</summary>
    /// <exception cref="FormatException">A part cannot be read.</exception>
    public NumberPlan(string text)
    {
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Read(part);
        Count = Slots.Count;
    }

    private void Read(string part)
    {
        int colon = part.IndexOf(':', StringComparison.Ordinal), relation = part.AsSpan().IndexOfAny('<', '>');
        if (colon > 0)
        {
            string kind = part[(colon + 1)..];
            int dots = kind.IndexOf("..", StringComparison.Ordinal);
            Slots.Add(part[..colon]);
            _rules.Add(dots < 0
                ? new Rule(Slots.Count - 1, kind, 0, 0, default, [])
                : new Rule(Slots.Count - 1, null, Integer(kind[..dots]), Integer(kind[(dots + 2)..]), default, []));
        }
        else if (relation > 0)
        {
            _conditions.Add((Operand.Read(part[..relation], Slots), part[relation], Operand.Read(part[(relation + 1)..], Slots)));
        }
        else
        {
            ReadChain(part);
        }
    }

    private void ReadChain(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new FormatException($"«{part}» is no number; expected name:kind, name:low..high, name=chain or a condition");
        var chain = new List<(char, Operand)>();
        ReadOnlySpan<char> rest = part.AsSpan(equals + 1);
        int end = NextOperator(rest);
        Operand first = Operand.Read(rest[..end].ToString(), Slots);
        while (end < rest.Length)
        {
            char op = rest[end];
            rest = rest[(end + 1)..];
            end = NextOperator(rest);
            chain.Add((op, Operand.Read(rest[..end].ToString(), Slots)));
        }
        Slots.Add(part[..equals]);
        _rules.Add(new Rule(Slots.Count - 1, null, 0, -1, first, [.. chain]));
    }

    /// <summary>Draws one combination into the first <see cref="Count"/> values; false where a condition fails.</summary>
    public bool TryDraw(Span<long> values, ProblemWriterOptions limits, SplitMix64 random)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.Low <= rule.High) values[rule.Target] = Draw(rule, limits, random);
            else if (!TryDerive(rule, values)) return false;
        }
        foreach (var (left, relation, right) in _conditions)
        {
            long l = left.Value(values), r = right.Value(values);
            if (relation == '<' ? l >= r : l <= r) return false;
        }
        return true;
    }

    private static long Draw(Rule rule, ProblemWriterOptions limits, SplitMix64 random) => rule.Kind switch
    {
        "addend" => random.Between(SmallestAddend, limits.MaxAddend),
        "factor" => random.Between(SmallestFactor, limits.MaxFactor),
        null => random.Between(rule.Low, rule.High),
        _ => throw new FormatException($"«{rule.Kind}» is no kind of number; expected addend, factor or low..high"),
    };

    private static bool TryDerive(Rule rule, Span<long> values)
    {
        long result = rule.First.Value(values);
        foreach (var (op, right) in rule.Chain)
        {
            if (StepPlan.Apply(result, op, right.Value(values)) is not { } next) return false;
            result = next;
        }
        values[rule.Target] = result;
        return result > 0;
    }

    private static int NextOperator(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAny("+-*/");
        return at < 0 ? text.Length : at;
    }

    private static int Integer(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A slot or a constant.</summary>
internal readonly record struct Operand(int Slot, long Constant)
{
    /// <summary>True where the operand is a constant of the family.</summary>
    public bool IsConstant => Slot < 0;

    /// <summary>The operand's number under the values of one problem.</summary>
    public long Value(ReadOnlySpan<long> values) => Slot < 0 ? Constant : values[Slot];

    /// <summary>Reads a slot's name or decimal digits.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static Operand Read(string text, List<string> slots)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long constant)) return new Operand(-1, constant);
        int slot = slots.IndexOf(text);
        return slot >= 0 ? new Operand(slot, 0) : throw new FormatException($"«{text}» is neither a number nor one of the slots {string.Join(' ', slots)}");
    }
}

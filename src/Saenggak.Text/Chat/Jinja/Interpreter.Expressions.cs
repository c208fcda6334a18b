namespace Saenggak.Text.Chat.Jinja;

internal sealed partial class Interpreter
{
    internal object? Evaluate(Expression expression, Scope scope)
    {
        Budget.GuardStack();
        Budget.Spend(1);
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case NameReference name:
                return Lookup(name.Name, scope);
            case AttributeAccess access:
                object? owner = Evaluate(access.Target, scope);
                _line = access.Line;
                return Attributes.Get(owner, access.Name);
            case IndexAccess access:
                object? container = Evaluate(access.Target, scope), key = Evaluate(access.Index, scope);
                _line = access.Line;
                Budget.SpendText(container is string text ? text.Length : 0);
                return Attributes.GetItem(container, key);
            case SliceAccess slice:
                return Slice(slice, scope);
            case Call call:
                Callable target = AsCallable(Evaluate(call.Target, scope));
                Arguments arguments = EvaluateArguments(call.Arguments, scope);
                _line = call.Line;
                return target.Invoke(this, arguments);
            case FilterCall filter:
                return ApplyFilters(filter, null, scope);
            case TestCall test:
                return ApplyTest(test, scope) != test.Negated;
            case Negation negation:
                return !Types.IsTrue(Evaluate(negation.Operand, scope));
            case LogicalOperation logical:
                object? left = Evaluate(logical.Left, scope);
                return Types.IsTrue(left) == logical.IsAnd ? Evaluate(logical.Right, scope) : left;
            case Comparison comparison:
                return Compare(comparison, scope);
            case BinaryOperation operation:
                object? a = Evaluate(operation.Left, scope), b = Evaluate(operation.Right, scope);
                _line = operation.Line;
                return Operators.Apply(operation.Operator, a, b, Budget);
            case Conditional conditional:
                if (Types.IsTrue(Evaluate(conditional.Test, scope))) return Evaluate(conditional.Then, scope);
                return conditional.Else is null ? new Undefined("an inline if without else whose test is false") : Evaluate(conditional.Else, scope);
            case SignChange sign:
                object? operand = Evaluate(sign.Operand, scope);
                _line = sign.Line;
                return Operators.SignChange(operand, sign.Minus);
            case ListDisplay list:
                return new List<object?>(EvaluateAll(list.Items, scope));
            case TupleDisplay tuple:
                return new JinjaTuple(EvaluateAll(tuple.Items, scope));
            case DictDisplay dict:
                var result = new JinjaDict();
                foreach (var (itemKey, value) in dict.Items) result.Set(Evaluate(itemKey, scope), Evaluate(value, scope));
                return result;
            default:
                throw new JinjaError($"got the expression {expression.GetType().Name}, expected a known one.");
        }
    }

    private static object? Lookup(string name, Scope scope)
    {
        if (scope.TryGet(name, out object? value)) return value;
        return Globals.All.TryGetValue(name, out Callable? function) ? function : new Undefined($"\"{name}\", which is not defined");
    }

    private object?[] EvaluateAll(Expression[] expressions, Scope scope)
    {
        if (expressions.Length == 0) return [];
        var values = new object?[expressions.Length];
        for (int i = 0; i < values.Length; i++) values[i] = Evaluate(expressions[i], scope);
        return values;
    }

    private Arguments EvaluateArguments(CallSite site, Scope scope)
    {
        if (ReferenceEquals(site, CallSite.Empty)) return Arguments.None;
        object?[] positional = EvaluateAll(site.Positional, scope);
        if (site.Rest is not null) positional = [.. positional, .. Types.Iterate(Evaluate(site.Rest, scope))];
        if (site.Named.Length == 0 && site.NamedRest is null) return new Arguments(positional, []);
        var named = new List<(string, object?)>(site.Named.Length);
        foreach (var (name, value) in site.Named) named.Add((name, Evaluate(value, scope)));
        if (site.NamedRest is not null)
        {
            if (Evaluate(site.NamedRest, scope) is not JinjaDict rest) throw new JinjaError("got ** before something else, expected a mapping.");
            foreach (var (name, value) in rest) named.Add((PythonText.Of(name, Budget), value));
        }
        return new Arguments(positional, [.. named]);
    }

    private static Callable AsCallable(object? value) => value switch
    {
        Callable callable => callable,
        Undefined undefined => throw new JinjaError($"got a call of {undefined.Description}, expected a macro, function or method that exists."),
        _ => throw new JinjaError($"got a call of {Types.Describe(value)}, expected a macro, function or method."),
    };

    // A chain of filters in a block starts from the captured text, which stands where the innermost target is missing.
    private object? ApplyFilters(FilterCall filter, string? captured, Scope scope)
    {
        object? subject = filter.Target switch
        {
            null => captured,
            FilterCall inner => ApplyFilters(inner, captured, scope),
            _ => Evaluate(filter.Target, scope),
        };
        Budget.Spend(1);
        Arguments arguments = EvaluateArguments(filter.Arguments, scope);
        _line = filter.Line;
        return Filters.All[filter.Name].Invoke(this, filter.Name, subject, arguments);
    }

    private bool ApplyTest(TestCall test, Scope scope)
    {
        object? subject = Evaluate(test.Target, scope);
        Arguments arguments = EvaluateArguments(test.Arguments, scope);
        _line = test.Line;
        return Types.IsTrue(JinjaTests.All[test.Name].Invoke(this, test.Name, subject, arguments));
    }

    private bool Compare(Comparison comparison, Scope scope)
    {
        object? left = Evaluate(comparison.First, scope);
        foreach (var (op, operand) in comparison.Rest)
        {
            object? right = Evaluate(operand, scope);
            _line = comparison.Line;
            if (!Operators.Compare(op, left, right, Budget)) return false;
            left = right;
        }
        return true;
    }

    private object Slice(SliceAccess slice, Scope scope)
    {
        object? target = Evaluate(slice.Target, scope);
        var range = new SliceRange(Bound(slice.Start, scope), Bound(slice.Stop, scope), Bound(slice.Step, scope) ?? 1);
        _line = slice.Line;
        if (range.Step is 0 or > int.MaxValue or < -int.MaxValue) throw new JinjaError($"got a slice with step {range.Step}, expected another step.");
        Budget.SpendOn(target);
        return target switch
        {
            string text => CodePoints.Slice(text, range),
            List<object?> list => new List<object?>(Part(list, range)),
            JinjaTuple tuple => new JinjaTuple([.. Part(tuple.Items, range)]),
            Undefined undefined => throw undefined.Error(),
            _ => throw new JinjaError($"got a slice of {Types.Describe(target)}, expected a list or a string."),
        };
    }

    private long? Bound(Expression? expression, Scope scope)
    {
        if (expression is null) return null;
        object? value = Evaluate(expression, scope);
        if (value is null) return null;
        return Types.TryInteger(value, out long bound) ? bound : throw new JinjaError($"got {Types.Describe(value)} in a slice, expected an integer.");
    }

    private static IEnumerable<object?> Part(IReadOnlyList<object?> items, SliceRange range)
    {
        var (start, length) = range.Resolve(items.Count);
        for (int i = 0; i < length; i++) yield return items[(int)(start + i * range.Step)];
    }
}

namespace Saenggak.Text.Chat.Jinja;

/// <summary>The tests behind <c>is</c>.</summary>
internal static class JinjaTests
{
    private static readonly string[] Other = ["other"];

    public static IReadOnlyDictionary<string, Builtin> All { get; } = new Dictionary<string, Builtin>(StringComparer.Ordinal)
    {
        ["defined"] = new([], static c => c.Subject is not Undefined),
        ["undefined"] = new([], static c => c.Subject is Undefined),
        ["none"] = new([], static c => c.Subject is null),
        ["string"] = new([], static c => c.Subject is string),
        ["mapping"] = new([], static c => c.Subject is JinjaDict),
        ["iterable"] = new([], static c => c.Subject is string or List<object?> or JinjaTuple or JinjaDict or Undefined),
        ["sequence"] = new([], static c => c.Subject is string or List<object?> or JinjaTuple or JinjaDict or Undefined),
        ["number"] = new([], static c => Types.IsNumber(c.Subject)),
        ["integer"] = new([], static c => c.Subject is long),
        ["float"] = new([], static c => c.Subject is double),
        ["boolean"] = new([], static c => c.Subject is bool),
        ["true"] = new([], static c => c.Subject is true),
        ["false"] = new([], static c => c.Subject is false),
        ["callable"] = new([], static c => c.Subject is Callable),
        ["odd"] = new([], static c => Remainder(c, 2L) != 0),
        ["even"] = new([], static c => Remainder(c, 2L) == 0),
        ["divisibleby"] = new(["num"], static c => Remainder(c, c.Required(0)) == 0),
        ["lower"] = new([], static c => c.Text.Any(char.IsLower) && !c.Text.Any(char.IsUpper)),
        ["upper"] = new([], static c => c.Text.Any(char.IsUpper) && !c.Text.Any(char.IsLower)),
        ["in"] = new(["seq"], static c => Operators.Contains(c.Required(0), c.Subject, c.Budget)),
        ["sameas"] = new(Other, static c => ReferenceEquals(c.Subject, c.Required(0)) || c.Subject is bool or long or string && Equals(c.Subject, c.Required(0))),
        ["filter"] = new([], static c => c.Subject is string name && Filters.All.ContainsKey(name)),
        ["test"] = new([], static c => c.Subject is string name && All!.ContainsKey(name)),
        ["eq"] = Compare(ComparisonOperator.Equal),
        ["equalto"] = Compare(ComparisonOperator.Equal),
        ["=="] = Compare(ComparisonOperator.Equal),
        ["ne"] = Compare(ComparisonOperator.NotEqual),
        ["!="] = Compare(ComparisonOperator.NotEqual),
        ["lt"] = Compare(ComparisonOperator.Less),
        ["lessthan"] = Compare(ComparisonOperator.Less),
        ["<"] = Compare(ComparisonOperator.Less),
        ["le"] = Compare(ComparisonOperator.LessOrEqual),
        ["<="] = Compare(ComparisonOperator.LessOrEqual),
        ["gt"] = Compare(ComparisonOperator.Greater),
        ["greaterthan"] = Compare(ComparisonOperator.Greater),
        [">"] = Compare(ComparisonOperator.Greater),
        ["ge"] = Compare(ComparisonOperator.GreaterOrEqual),
        [">="] = Compare(ComparisonOperator.GreaterOrEqual),
    };

    private static Builtin Compare(ComparisonOperator op) => new(Other, c => Operators.Compare(op, c.Subject, c.Required(0), c.Budget));

    private static double Remainder(Invocation call, object? divisor) =>
        Types.ToDouble(Operators.Apply(BinaryOperator.Modulo, call.Subject, divisor, call.Budget));
}

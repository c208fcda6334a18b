namespace Saenggak.Text.Chat.Jinja;

// The tree a template is parsed to. Every node knows its line, so that an error can name it.

internal abstract record Expression(int Line);

internal sealed record Literal(int Line, object? Value) : Expression(Line);

internal sealed record NameReference(int Line, string Name) : Expression(Line);

internal sealed record ListDisplay(int Line, Expression[] Items) : Expression(Line);

internal sealed record TupleDisplay(int Line, Expression[] Items) : Expression(Line);

internal sealed record DictDisplay(int Line, (Expression Key, Expression Value)[] Items) : Expression(Line);

internal sealed record AttributeAccess(int Line, Expression Target, string Name) : Expression(Line);

internal sealed record IndexAccess(int Line, Expression Target, Expression Index) : Expression(Line);

internal sealed record SliceAccess(int Line, Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression(Line);

internal sealed record Call(int Line, Expression Target, CallSite Arguments) : Expression(Line);

/// <summary>A filter; its target is null at the head of a filter block, where the captured text takes its place.</summary>
internal sealed record FilterCall(int Line, Expression? Target, string Name, CallSite Arguments) : Expression(Line);

internal sealed record TestCall(int Line, Expression Target, string Name, CallSite Arguments, bool Negated) : Expression(Line);

internal sealed record Negation(int Line, Expression Operand) : Expression(Line);

internal sealed record SignChange(int Line, Expression Operand, bool Minus) : Expression(Line);

internal sealed record LogicalOperation(int Line, Expression Left, Expression Right, bool IsAnd) : Expression(Line);

internal sealed record BinaryOperation(int Line, BinaryOperator Operator, Expression Left, Expression Right) : Expression(Line);

internal sealed record Comparison(int Line, Expression First, (ComparisonOperator Operator, Expression Operand)[] Rest) : Expression(Line);

internal sealed record Conditional(int Line, Expression Test, Expression Then, Expression? Else) : Expression(Line);

/// <summary>The arguments of a call as written; <c>*Rest</c> and <c>**NamedRest</c> are taken apart when the call is made.</summary>
internal sealed record CallSite(Expression[] Positional, (string Name, Expression Value)[] Named, Expression? Rest = null, Expression? NamedRest = null)
{
    public static CallSite Empty { get; } = new([], []);
}

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
    Concatenate,
}

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

internal abstract record Statement(int Line);

internal sealed record TextStatement(int Line, string Text) : Statement(Line);

internal sealed record OutputStatement(int Line, Expression Value) : Statement(Line);

internal sealed record IfStatement(int Line, (Expression Test, Statement[] Body)[] Branches, Statement[] Else) : Statement(Line);

internal sealed record ForStatement(int Line, AssignTarget Target, Expression Iterable, Expression? Filter, Statement[] Body, Statement[] Else)
    : Statement(Line);

internal sealed record SetStatement(int Line, AssignTarget Target, Expression Value) : Statement(Line);

internal sealed record SetBlockStatement(int Line, AssignTarget Target, FilterCall? Filter, Statement[] Body) : Statement(Line);

internal sealed record MacroStatement(int Line, string Name, MacroParameter[] Parameters, Statement[] Body) : Statement(Line);

internal sealed record CallBlockStatement(int Line, Call Call, MacroStatement Caller) : Statement(Line);

internal sealed record FilterBlockStatement(int Line, FilterCall Filter, Statement[] Body) : Statement(Line);

internal sealed record WithStatement(int Line, (AssignTarget Target, Expression Value)[] Bindings, Statement[] Body) : Statement(Line);

internal sealed record GenerationStatement(int Line, Statement[] Body) : Statement(Line);

internal sealed record LoopControlStatement(int Line, bool IsBreak) : Statement(Line);

internal readonly record struct MacroParameter(string Name, Expression? Default);

/// <summary>Where a value goes: a name, an attribute of a namespace, or several targets that take a sequence apart.</summary>
internal sealed record AssignTarget(int Line, string? Name, string? Attribute, AssignTarget[]? Parts);

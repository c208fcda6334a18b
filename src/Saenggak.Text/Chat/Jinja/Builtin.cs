namespace Saenggak.Text.Chat.Jinja;

/// <summary>The evaluated arguments of a call.</summary>
internal readonly record struct Arguments(object?[] Positional, (string Name, object? Value)[] Named)
{
    public static Arguments None { get; } = new([], []);
}

/// <summary>A filter, test, method or global function, with the names of its parameters in order.</summary>
/// <param name="Parameters">The parameters' names; null where the function reads its arguments itself.</param>
/// <param name="Body">What it does.</param>
internal sealed record Builtin(string[]? Parameters, Func<Invocation, object?> Body)
{
    public object? Invoke(Interpreter interpreter, string name, object? subject, Arguments arguments)
    {
        interpreter.Budget.SpendOn(subject);
        if (Parameters is not null) Check(name, arguments);
        object? result = Body(new Invocation(interpreter, this, name, subject, arguments));
        interpreter.Budget.SpendOn(result);
        return result;
    }

    private void Check(string name, Arguments arguments)
    {
        if (arguments.Positional.Length > Parameters!.Length)
        {
            throw new JinjaError($"got {arguments.Positional.Length} arguments for {name}, expected at most {Parameters.Length}.");
        }
        foreach (var (given, _) in arguments.Named)
        {
            if (Array.IndexOf(Parameters, given) < 0)
            {
                throw new JinjaError($"got the argument \"{given}\" for {name}, expected {(Parameters.Length == 0 ? "none" : string.Join(", ", Parameters))}.");
            }
        }
    }
}

/// <summary>One call of a <see cref="Builtin"/>: what it works on and what it was given.</summary>
internal readonly record struct Invocation(Interpreter Interpreter, Builtin Builtin, string Name, object? Subject, Arguments Arguments)
{
    public Budget Budget => Interpreter.Budget;

    /// <summary>The subject as text, undefined as the empty one.</summary>
    public string Text => PythonText.Of(Subject, Budget);

    public int Count => Arguments.Positional.Length;

    public bool Has(int index) => TryGet(index, out _);

    public object? Value(int index, object? otherwise) => TryGet(index, out object? value) ? value : otherwise;

    public object? Required(int index) => TryGet(index, out object? value)
        ? value
        : throw new JinjaError($"got {Name} without {Builtin.Parameters![index]}, expected one.");

    public string RequiredText(int index) => Required(index) is string text
        ? text
        : throw new JinjaError($"got {Types.Describe(Required(index))} for {Name}, expected a string.");

    /// <summary>A text argument; null where it is missing or none.</summary>
    public string? OptionalText(int index) => Value(index, null) is { } value ? PythonText.Of(value, Budget) : null;

    public long Integer(int index, long otherwise) => !TryGet(index, out object? value) || value is null ? otherwise
        : Types.TryInteger(value, out long integer) ? integer
        : throw new JinjaError($"got {Types.Describe(value)} for {Name}, expected an integer.");

    public bool Flag(int index, bool otherwise) => TryGet(index, out object? value) ? Types.IsTrue(value) : otherwise;

    private bool TryGet(int index, out object? value)
    {
        if (index < Arguments.Positional.Length)
        {
            value = Arguments.Positional[index];
            return true;
        }
        foreach (var (name, given) in Arguments.Named)
        {
            if (Builtin.Parameters is { } parameters && parameters[index] == name)
            {
                value = given;
                return true;
            }
        }
        value = null;
        return false;
    }

    /// <summary>A named argument of a function that reads its arguments itself.</summary>
    public bool TryNamed(string name, out object? value)
    {
        foreach (var (given, found) in Arguments.Named)
        {
            if (given != name) continue;
            value = found;
            return true;
        }
        value = null;
        return false;
    }
}

/// <summary>Something a template can call.</summary>
internal abstract class Callable
{
    public abstract object? Invoke(Interpreter interpreter, Arguments arguments);
}

/// <summary>A method of a value (<c>content.strip</c>), or a global function, which has none.</summary>
internal sealed class BoundBuiltin(string name, Builtin builtin, object? subject = null) : Callable
{
    public override object? Invoke(Interpreter interpreter, Arguments arguments) => builtin.Invoke(interpreter, name, subject, arguments);
}

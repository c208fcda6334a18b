namespace Saenggak.Text.Chat.Jinja;

internal sealed partial class Interpreter
{
    /// <summary>A macro, or the body of a call block; it sees the names around the place where it was written.</summary>
    private sealed class Macro(MacroStatement statement, Scope definedIn) : Callable
    {
        public override object? Invoke(Interpreter interpreter, Arguments arguments) => Invoke(interpreter, arguments, null);

        public string Invoke(Interpreter interpreter, Arguments arguments, Macro? caller)
        {
            Budget.GuardStack();
            MacroParameter[] parameters = statement.Parameters;
            if (arguments.Positional.Length > parameters.Length)
            {
                throw new JinjaError($"got {arguments.Positional.Length} arguments for the macro {statement.Name}, expected at most {parameters.Length}.");
            }
            var scope = new Scope(definedIn);
            foreach (var (name, value) in arguments.Named)
            {
                if (name == "caller" && value is Macro given) caller = given;
                else if (Array.FindIndex(parameters, parameter => parameter.Name == name) < arguments.Positional.Length)
                {
                    throw new JinjaError($"got the argument \"{name}\" for the macro {statement.Name}, expected {string.Join(", ", parameters.Select(p => p.Name))}, each once.");
                }
                else scope.Set(name, value);
            }
            for (int i = 0; i < parameters.Length; i++)
            {
                if (i < arguments.Positional.Length) scope.Set(parameters[i].Name, arguments.Positional[i]);
                else if (!arguments.Named.Any(named => named.Name == parameters[i].Name))
                {
                    scope.Set(parameters[i].Name, parameters[i].Default is { } value
                        ? interpreter.Evaluate(value, scope)
                        : new Undefined($"the parameter {parameters[i].Name} of the macro {statement.Name}, which was not given"));
                }
            }
            if (caller is not null) scope.Set("caller", caller);
            return interpreter.Capture(statement.Body, scope);
        }
    }
}

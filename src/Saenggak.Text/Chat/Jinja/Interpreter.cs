using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Runs the statements of one rendering. The other part of the class evaluates expressions.</summary>
internal sealed partial class Interpreter
{
    private readonly List<CharSpan>? _generations;
    private StringBuilder _output = new();
    private int _line = 1;
    private int _captures;

    private Interpreter(Budget budget, DateTime now, List<CharSpan>? generations)
    {
        Budget = budget;
        Now = now;
        _generations = generations;
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public Budget Budget { get; }

    /// <summary>What strftime_now takes for now.</summary>
    public DateTime Now { get; }

    /// <summary>Renders a template; where <paramref name="generations"/> is given, adds the span of each generation block to it.</summary>
    /// <exception cref="InputException">The template refuses the conversation, or goes wrong; the line says where.</exception>
    public static string Render(Statement[] template, Scope variables, DateTime now, long maxSteps, List<CharSpan>? generations = null)
    {
        var interpreter = new Interpreter(new Budget(maxSteps), now, generations);
        try
        {
            interpreter.Run(template, variables);
        }
        catch (JinjaError error)
        {
            throw new InputException($"chat template, line {interpreter._line}: {error.Message}", error);
        }
        return interpreter._output.ToString();
    }

    private Flow Run(Statement[] body, Scope scope)
    {
        foreach (Statement statement in body)
        {
            Flow flow = Run(statement, scope);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }

    private Flow Run(Statement statement, Scope scope)
    {
        Budget.GuardStack();
        Budget.Spend(1);
        _line = statement.Line;
        switch (statement)
        {
            case TextStatement text: Write(text.Text); break;
            case OutputStatement output: Write(PythonText.Of(Evaluate(output.Value, scope), Budget)); break;
            case SetStatement set: Assign(set.Target, Evaluate(set.Value, scope), scope); break;
            case IfStatement branch: return RunIf(branch, scope);
            case ForStatement loop: return RunFor(loop, scope);
            case LoopControlStatement control: return control.IsBreak ? Flow.Break : Flow.Continue;
            case SetBlockStatement set: RunSetBlock(set, scope); break;
            case MacroStatement macro: scope.Set(macro.Name, new Macro(macro, scope)); break;
            case CallBlockStatement call: RunCallBlock(call, scope); break;
            case FilterBlockStatement filter: return RunFilterBlock(filter, scope);
            case WithStatement with: return RunWith(with, scope);
            case GenerationStatement generation: RunGeneration(generation, scope); break;
            default: throw new JinjaError($"got the statement {statement.GetType().Name}, expected a known one.");
        }
        return Flow.Next;
    }

    private void Write(string text)
    {
        Budget.SpendText(text.Length);
        _output.Append(text);
    }

    private Flow RunIf(IfStatement statement, Scope scope)
    {
        foreach (var (test, body) in statement.Branches)
        {
            if (Types.IsTrue(Evaluate(test, scope))) return Run(body, scope);
        }
        return Run(statement.Else, scope);
    }

    private Flow RunFor(ForStatement statement, Scope scope)
    {
        object? iterable = Evaluate(statement.Iterable, scope);
        Budget.SpendOn(iterable);
        IReadOnlyList<object?> items = Types.Iterate(iterable);
        if (statement.Filter is not null) items = [.. items.Where(item => Passes(statement, item, scope))];
        if (items.Count == 0) return Run(statement.Else, new Scope(scope));

        var loop = new LoopState(items);
        for (int i = 0; i < items.Count; i++)
        {
            var inner = new Scope(scope);
            loop.Index0 = i;
            inner.Set("loop", loop);
            Assign(statement.Target, items[i], inner);
            if (Run(statement.Body, inner) == Flow.Break) break;
        }
        return Flow.Next;
    }

    private bool Passes(ForStatement statement, object? item, Scope scope)
    {
        var inner = new Scope(scope);
        Assign(statement.Target, item, inner);
        return Types.IsTrue(Evaluate(statement.Filter!, inner));
    }

    private static void Assign(AssignTarget target, object? value, Scope scope)
    {
        if (target.Parts is not null)
        {
            IReadOnlyList<object?> items = Types.Iterate(value);
            if (items.Count != target.Parts.Length)
            {
                throw new JinjaError($"got {items.Count} values for {target.Parts.Length} names, expected as many as there are names.");
            }
            for (int i = 0; i < items.Count; i++) Assign(target.Parts[i], items[i], scope);
        }
        else if (target.Attribute is null) scope.Set(target.Name!, value);
        else if (scope.TryGet(target.Name!, out object? owner) && owner is JinjaNamespace space) space.Attributes[target.Attribute] = value;
        else throw new JinjaError($"got a value for {target.Name}.{target.Attribute}, expected {target.Name} to be a namespace().");
    }

    private void RunSetBlock(SetBlockStatement set, Scope scope)
    {
        string text = Capture(set.Body, new Scope(scope));
        Assign(set.Target, set.Filter is null ? text : ApplyFilters(set.Filter, text, scope), scope);
    }

    private Flow RunFilterBlock(FilterBlockStatement statement, Scope scope)
    {
        Flow flow = Flow.Next;
        string text = Capture(() => flow = Run(statement.Body, new Scope(scope)));
        Write(PythonText.Of(ApplyFilters(statement.Filter, text, scope), Budget));
        return flow;
    }

    private Flow RunWith(WithStatement statement, Scope scope)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in statement.Bindings) Assign(target, Evaluate(value, scope), inner);
        return Run(statement.Body, inner);
    }

    private void RunCallBlock(CallBlockStatement statement, Scope scope)
    {
        var caller = new Macro(statement.Caller, scope);
        Callable target = AsCallable(Evaluate(statement.Call.Target, scope));
        Arguments arguments = EvaluateArguments(statement.Call.Arguments, scope);
        object? result = target is Macro macro ? macro.Invoke(this, arguments, caller) : target.Invoke(this, arguments);
        Write(PythonText.Of(result, Budget));
    }

    private void RunGeneration(GenerationStatement statement, Scope scope)
    {
        // What a macro or a set block captures may be written anywhere, or twice: its place in the text is not known here.
        if (_generations is not null && _captures > 0)
        {
            throw new JinjaError("got a generation block inside a macro, set, call or filter block, expected it where text is written directly.");
        }
        int start = _output.Length;
        Run(statement.Body, new Scope(scope));
        if (_output.Length > start) _generations?.Add(new CharSpan(start, _output.Length - start));
    }

    private string Capture(Statement[] body, Scope scope) => Capture(() => Run(body, scope));

    private string Capture(Action run)
    {
        StringBuilder around = _output;
        _output = new StringBuilder();
        _captures++;
        run();
        string text = _output.ToString();
        _captures--;
        _output = around;
        return text;
    }
}

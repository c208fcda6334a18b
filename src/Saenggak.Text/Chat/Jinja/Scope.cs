namespace Saenggak.Text.Chat.Jinja;

/// <summary>Names and their values; a name not found here is looked for in the scope around.</summary>
internal sealed class Scope(Scope? outer)
{
    private Dictionary<string, object?>? _values;

    public void Set(string name, object? value) => (_values ??= new Dictionary<string, object?>(StringComparer.Ordinal))[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values is not null && scope._values.TryGetValue(name, out value)) return true;
        }
        value = null;
        return false;
    }

    private Scope? Outer => outer;
}

namespace Saenggak.Model.Families;

/// <summary>The families this engine runs. A new family is one file and one line here.</summary>
public static class ModelFamilies
{
    private static readonly Dictionary<string, ModelFamily> ByName = new(StringComparer.Ordinal)
    {
        ["qwen2"] = Qwen2.Family,
        ["qwen3"] = Qwen3.Family,
        ["llama"] = Llama.Family,
        ["mistral"] = Mistral.Family,
    };

    /// <summary>All names, for messages.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Finds a family by its <c>model_type</c>.</summary>
    /// <exception cref="InvalidDataException">The family is not known.</exception>
    internal static ModelFamily Get(string? name, string file)
        => name is not null && ByName.TryGetValue(name, out var family)
            ? family
            : throw new InvalidDataException(
                $"{file}: model_type is {(name is null ? "missing" : $"\"{name}\"")}; expected one of {string.Join(", ", ByName.Keys)}; use a checkpoint of one of these families");
}

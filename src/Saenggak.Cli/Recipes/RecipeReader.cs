using Saenggak.Text;

namespace Saenggak.Cli.Recipes;

/// <summary>Reads a recipe: a YAML file over a record's defaults, and <c>--set</c> over both.</summary>
internal static class RecipeReader
{
    /// <summary>Reads the file at <paramref name="path"/>; without a path the recipe is the record's defaults.</summary>
    /// <typeparam name="T">A sealed record with init properties: text, numbers, flags, enums, lists, dictionaries with text keys, and records of these.</typeparam>
    /// <param name="path">The YAML file, or null.</param>
    /// <param name="overrides">Each <c>a.b=value</c>, laid over the file in order.</param>
    /// <param name="defaults">What holds where neither says anything; the record's own defaults without it.</param>
    /// <exception cref="InputException">The file is not there or does not fit; the message names file, line and key.</exception>
    public static T Read<T>(string? path, IEnumerable<string>? overrides = null, T? defaults = null) where T : class
    {
        if (path is null) return Parse("", "the command line", overrides, defaults);
        if (!File.Exists(path)) throw new InputException($"{path}: no such recipe file.");
        return Parse(File.ReadAllText(path), path, overrides, defaults);
    }

    /// <summary>Reads a recipe from YAML text; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="InputException">The text does not fit; the message names source, line and key.</exception>
    public static T Parse<T>(string yaml, string source, IEnumerable<string>? overrides = null, T? defaults = null) where T : class
    {
        var tree = RecipeOverrides.Apply(RecipeYaml.Parse(yaml, source), overrides ?? []);
        return (T)RecipeMapper.ToRecord(tree, typeof(T), defaults);
    }
}

namespace Saenggak.Cli.Recipes;

/// <summary>A piece of a recipe as written, with the place it stands at (<c>sft.yaml:7</c> or <c>--set a.b=c</c>).</summary>
internal abstract record RecipeNode(string Place);

/// <summary>One value. A quoted one is text even when it looks like a number or is empty.</summary>
internal sealed record RecipeScalar(string Place, string Text, bool Quoted) : RecipeNode(Place)
{
    /// <summary>Whether the value is YAML's null: nothing, <c>~</c> or <c>null</c>, unquoted.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list of values.</summary>
internal sealed record RecipeList(string Place, List<RecipeNode> Items) : RecipeNode(Place);

/// <summary>Keys and values in the order they were written.</summary>
internal sealed record RecipeMap(string Place, List<RecipeEntry> Entries) : RecipeNode(Place);

/// <summary>One key of a map and its value.</summary>
internal sealed record RecipeEntry(string Place, string Key, RecipeNode Value);

using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>Settings of one step as a recipe gives them. A step takes what it knows; what is left over is an error.</summary>
internal sealed class StepSettings(string step, IReadOnlyDictionary<string, string> values)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>No settings, for a step made in code.</summary>
    public static StepSettings None => new("", new Dictionary<string, string>());

    public int Count(string name, int otherwise) => Take(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Bad(name, text, "a whole number from 0");

    public double Share(string name, double otherwise) => Take(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= 1 ? value
        : throw Bad(name, text, "a number from 0 to 1");

    /// <summary>A list, its members apart by commas.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> otherwise) => Take(name) is not { } text ? otherwise
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>A list of words from a file with one a line, or the given list where no file is named.</summary>
    public IReadOnlyList<string> Words(string name, IReadOnlyList<string> otherwise)
    {
        if (Take(name) is not { } path) return otherwise;
        if (!File.Exists(path)) throw Bad(name, path, "a text file with one word a line");
        string[] words = [.. File.ReadLines(path).Select(line => TextKey.Nfc(line.Trim())).Where(line => line.Length > 0 && line[0] != '#')];
        return words.Length > 0 ? words : throw Bad(name, path, "a text file with one word a line, which this one has not");
    }

    /// <exception cref="InputException">A setting was given that the step did not take.</exception>
    public void EnsureAllKnown()
    {
        string? unknown = values.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !_known.Contains(name));
        if (unknown is null) return;
        string expected = _known.Count == 0 ? "it has none" : $"expected one of {string.Join(", ", _known)}{NearestName.Hint(unknown, _known)}";
        throw new InputException($"the cleaning step \"{step}\" has no setting \"{unknown}\"; {expected}");
    }

    private string? Take(string name)
    {
        _known.Add(name);
        return values.GetValueOrDefault(name);
    }

    private InputException Bad(string name, string got, string expected) =>
        new($"the setting \"{name}\" of the cleaning step \"{step}\": got \"{got}\", expected {expected}");
}

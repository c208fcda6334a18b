using System.Text.Json;
using System.Text.RegularExpressions;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the pre_tokenizer: ByteLevel, alone or as the last of a Sequence after Splits.</summary>
internal static class PreTokenizerReader
{
    private const string Expected = "expected ByteLevel, or a Sequence of Split (Isolated) and then ByteLevel";

    /// <summary>The steps in order.</summary>
    /// <exception cref="InputException">A step is not supported.</exception>
    public static IReadOnlyList<Splitter> Read(JsonFile file, JsonElement root)
    {
        var splitters = new List<Splitter>();
        bool byteLevel = false;
        foreach (JsonElement step in Steps(file, root))
        {
            if (byteLevel) throw file.Fail($"pre_tokenizer goes on after ByteLevel; {Expected}");
            string type = file.Text(step, "type");
            if (type == "Split")
            {
                splitters.Add(ReadSplit(file, step));
            }
            else if (type == "ByteLevel")
            {
                byteLevel = true;
                if (file.Flag(step, "add_prefix_space")) throw file.Fail("pre_tokenizer ByteLevel with add_prefix_space is not supported; expected false");
                if (file.OptionalFlag(step, "use_regex") ?? true) splitters.Add(Splitter.ForPattern(Gpt2Splitter.Pattern));
            }
            else
            {
                throw file.Fail($"pre_tokenizer \"{type}\" is not supported; {Expected}");
            }
        }
        return byteLevel ? splitters : throw file.Fail($"pre_tokenizer has no ByteLevel; {Expected}");
    }

    private static JsonElement[] Steps(JsonFile file, JsonElement root)
    {
        if (JsonFile.Optional(root, "pre_tokenizer") is not { } step) return [];
        return file.Text(step, "type") == "Sequence" ? file.Require(step, "pretokenizers", JsonValueKind.Array).EnumerateArray().ToArray() : [step];
    }

    private static Splitter ReadSplit(JsonFile file, JsonElement step)
    {
        string behavior = file.Text(step, "behavior");
        if (behavior != "Isolated") throw file.Fail($"pre_tokenizer Split with behavior \"{behavior}\" is not supported; expected Isolated");
        if (file.Flag(step, "invert")) throw file.Fail("pre_tokenizer Split with invert is not supported; expected false");

        JsonElement given = file.Require(step, "pattern", JsonValueKind.Object);
        string pattern = JsonFile.Optional(given, "String") is { } literal ? Regex.Escape(file.StringOf(literal, "String")) : file.Text(given, "Regex");
        try
        {
            return Splitter.ForPattern(pattern);
        }
        catch (ArgumentException e)
        {
            throw file.Fail($"pre_tokenizer pattern {pattern} is not supported ({e.Message.TrimEnd('.')}); expected one that .NET regular expressions can run");
        }
    }
}

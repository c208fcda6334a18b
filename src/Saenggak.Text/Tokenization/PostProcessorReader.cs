using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads from the post_processor which ids stand before and after a single sequence (Llama 3: its BOS before).</summary>
internal static class PostProcessorReader
{
    /// <summary>Ids before and after.</summary>
    /// <exception cref="InputException">A processor is not supported.</exception>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix) Read(JsonFile file, JsonElement root)
    {
        var prefix = new List<int>();
        var suffix = new List<int>();
        if (JsonFile.Optional(root, "post_processor") is { } processor) Read(file, processor, prefix, suffix);
        return (prefix, suffix);
    }

    private static void Read(JsonFile file, JsonElement processor, List<int> prefix, List<int> suffix)
    {
        string type = file.Text(processor, "type");
        switch (type)
        {
            case "ByteLevel":
                // Moves offsets only, never ids.
                break;
            case "Sequence":
                foreach (JsonElement one in file.Require(processor, "processors", JsonValueKind.Array).EnumerateArray()) Read(file, one, prefix, suffix);
                break;
            case "TemplateProcessing":
                ReadTemplate(file, processor, prefix, suffix);
                break;
            default:
                throw file.Fail($"post_processor \"{type}\" is not supported; expected ByteLevel, TemplateProcessing or a Sequence of them");
        }
    }

    private static void ReadTemplate(JsonFile file, JsonElement processor, List<int> prefix, List<int> suffix)
    {
        var before = new List<int>();
        var after = new List<int>();
        bool seenText = false;
        foreach (JsonElement piece in file.Require(processor, "single", JsonValueKind.Array).EnumerateArray())
        {
            if (JsonFile.Optional(piece, "Sequence") is not null)
            {
                if (seenText) throw file.Fail("post_processor template names the sequence twice; expected once");
                seenText = true;
                continue;
            }
            string name = file.Text(file.Require(piece, "SpecialToken", JsonValueKind.Object), "id");
            JsonElement token = file.Require(file.Require(processor, "special_tokens", JsonValueKind.Object), name, JsonValueKind.Object);
            foreach (JsonElement id in file.Require(token, "ids", JsonValueKind.Array).EnumerateArray()) (seenText ? after : before).Add(file.Id(id, name));
        }
        prefix.InsertRange(0, before);
        suffix.AddRange(after);
    }
}

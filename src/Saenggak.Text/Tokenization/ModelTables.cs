using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// The two large values of a tokenizer.json, the model's vocab and merges: hundreds of thousands of strings, which are read straight
/// into the tables of the tokenizer instead of into a document.
/// </summary>
internal sealed class ModelTables
{
    /// <summary>The JSON object of names and ids; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> Vocabulary { get; private set; }

    /// <summary>The JSON array of merges; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> Merges { get; private set; }

    /// <summary>Notes the two and gives the file's JSON with an empty object and an empty array in their places.</summary>
    /// <exception cref="JsonException">The file is not valid JSON.</exception>
    public ReadOnlyMemory<byte> CutOut(ReadOnlyMemory<byte> json)
    {
        var cuts = new List<Range>();
        var reader = new Utf8JsonReader(json.Span);
        bool inModel = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1) inModel = false;
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1) inModel = reader.ValueTextEquals("model"u8);
            bool names = inModel && reader.CurrentDepth == 2 && reader.ValueTextEquals("vocab"u8);
            bool merges = inModel && reader.CurrentDepth == 2 && reader.ValueTextEquals("merges"u8);
            if (!reader.Read()) break;
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) continue;
            if (inModel && reader.CurrentDepth == 1) continue;
            int start = (int)reader.TokenStartIndex;
            bool wanted = reader.TokenType == (names ? JsonTokenType.StartObject : JsonTokenType.StartArray) && (names || merges);
            reader.Skip();
            if (!wanted) continue;
            var range = start..(int)reader.BytesConsumed;
            cuts.Add(range);
            if (names) Vocabulary = json[range];
            else Merges = json[range];
        }
        return Without(json, cuts);
    }

    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> json, List<Range> cuts)
    {
        var rest = new List<byte>();
        int at = 0;
        foreach (var cut in cuts)
        {
            rest.AddRange(json.Span[at..cut.Start.Value]);
            rest.AddRange(json.Span[cut.Start.Value] == '{' ? "{}"u8 : "[]"u8);
            at = cut.End.Value;
        }
        rest.AddRange(json.Span[at..]);
        return rest.ToArray();
    }
}

using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>A JSON file a user gave, read so that whatever is wrong with it ends in one line that names file and place.</summary>
internal sealed class JsonFile : IDisposable
{
    private readonly string _path;
    private readonly JsonDocument _document;

    private JsonFile(string path, JsonDocument document)
    {
        _path = path;
        _document = document;
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Fail($"holds a JSON {document.RootElement.ValueKind}; expected an object");
    }

    /// <summary>The top-level object.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Reads and parses a file.</summary>
    /// <exception cref="InputException">It cannot be read or is not a whole JSON object.</exception>
    public static JsonFile Open(string path) => Open(path, static json => json);

    /// <summary>The same, of what <paramref name="select"/> makes of the file's bytes.</summary>
    public static JsonFile Open(string path, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> select)
    {
        try
        {
            return new JsonFile(path, JsonDocument.Parse(select(WithoutByteOrderMark(File.ReadAllBytes(path)))));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: not found; expected a Hugging Face tokenizer folder or its tokenizer.json.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read ({e.Message}); check the file's permissions.", e);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}:{e.LineNumber + 1}: not valid JSON, perhaps half-written; copy the file again from its source.", e);
        }
    }

    /// <summary>An error about this file, in one line.</summary>
    public InputException Fail(string what) => new($"{_path}: {what}.");

    /// <summary>A property that is there and not null, otherwise nothing.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A property that must be there with the given kind.</summary>
    public JsonElement Require(JsonElement parent, string name, JsonValueKind kind)
    {
        JsonElement value = Optional(parent, name) ?? throw Fail($"\"{name}\" is missing; expected a JSON {kind}");
        return value.ValueKind == kind ? value : throw Fail($"\"{name}\" is a JSON {value.ValueKind}; expected {kind}");
    }

    /// <summary>A string property that must be there.</summary>
    public string Text(JsonElement parent, string name) => StringOf(Require(parent, name, JsonValueKind.String), name);

    /// <summary>The text of a JSON string.</summary>
    public string StringOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Fail($"\"{name}\" holds a JSON {value.ValueKind}; expected a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw FailUnicode(name, e);
        }
    }

    /// <summary>The error of a string that is not valid Unicode.</summary>
    public InputException FailUnicode(string name, Exception inner) =>
        new($"{_path}: \"{name}\" holds text that is not valid Unicode; copy the file again from its source.", inner);

    /// <summary>A true or false property; false when it is not there.</summary>
    public bool Flag(JsonElement parent, string name) => OptionalFlag(parent, name) ?? false;

    /// <summary>A true or false property, or null when it is not there.</summary>
    public bool? OptionalFlag(JsonElement parent, string name) => Optional(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Fail($"\"{name}\" is a JSON {other.ValueKind}; expected true or false"),
    };

    /// <summary>A token id: a whole number from 0 to <see cref="MaxId"/>.</summary>
    public int Id(JsonElement value, string of) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int id) && id is >= 0 and <= MaxId ? id : throw FailId(value.GetRawText(), of);

    /// <summary>The error of a token id that is none.</summary>
    public InputException FailId(string raw, string of) => Fail($"the id of \"{of}\" is {raw}; expected a whole number from 0 to {MaxId}");

    /// <summary>No vocabulary comes near; a higher id is an error in the file that would only cost memory.</summary>
    public const int MaxId = 16_777_215;

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] bytes) =>
        bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsMemory(3) : bytes;
}

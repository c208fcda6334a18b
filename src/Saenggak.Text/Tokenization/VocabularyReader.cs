using System.Text;
using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the model's vocab into a <see cref="TokenTable"/>, with the added tokens laid over it.</summary>
internal sealed class VocabularyReader(JsonFile file)
{
    // Ids in the file's order, and those whose token is there.
    private readonly List<int> _ids = [];
    private readonly Dictionary<string, int> _odd = new(StringComparer.Ordinal);
    private bool[] _taken = new bool[1 << 10];

    /// <summary>The tokens.</summary>
    public TokenTable Tokens { get; } = new();

    /// <summary>Tokens whose name holds characters outside the byte-level alphabet, by name.</summary>
    public IReadOnlyDictionary<string, int> OddTokens => _odd;

    /// <summary>Id of each byte's own token; -1 where there is none.</summary>
    public int[] ByteIds { get; } = NoIds();

    /// <summary>Reads the JSON object of names and ids.</summary>
    public void Read(ReadOnlySpan<byte> json, IReadOnlyList<AddedToken> added)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Span<byte> room = Tokens.Room(reader.ValueSpan.Length);
            Utf8JsonReader name = reader;
            bool plain = NameReader.TryBytes(ref reader, room, out int length);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id is < 0 or > JsonFile.MaxId)
            {
                using var value = JsonDocument.ParseValue(ref reader);
                throw file.FailId(value.RootElement.GetRawText(), NameReader.Text(ref name, file, "vocab"));
            }
            if (!plain)
            {
                AddOdd(NameReader.Text(ref name, file, "vocab"), id);
                continue;
            }
            if (IsTaken(id)) throw Shared("tokens", NameOf(id), ByteLevelAlphabet.Write(room[..length]), id);
            if (length == 1) ByteIds[room[0]] = id;
            Tokens.Set(id, length);
            _taken[id] = true;
            _ids.Add(id);
        }
        foreach (AddedToken token in added) LayOver(token);
        Tokens.Index(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids));
    }

    private static int[] NoIds()
    {
        var ids = new int[256];
        Array.Fill(ids, -1);
        return ids;
    }

    private void AddOdd(string name, int id)
    {
        if (IsTaken(id)) throw Shared("tokens", NameOf(id), name, id);
        if (_odd.TryGetValue(name, out int earlier))
        {
            Tokens.Clear(earlier);
            _taken[earlier] = false;
        }
        SetText(id, name);
        _odd[name] = id;
    }

    private void LayOver(AddedToken token)
    {
        if (IsTaken(token.Id) && NameOf(token.Id) is var name && name != token.Content)
        {
            throw file.Fail($"added token \"{token.Content}\" and token \"{name}\" share the id {token.Id}; expected one token per id");
        }
        SetText(token.Id, token.Content);
    }

    private void SetText(int id, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, Tokens.Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        Tokens.Set(id, length);
        IsTaken(id);
        _taken[id] = true;
    }

    private bool IsTaken(int id)
    {
        if (id >= _taken.Length) Array.Resize(ref _taken, Math.Max(_taken.Length * 2, id + 1));
        return _taken[id];
    }

    private string NameOf(int id) => _odd.FirstOrDefault(pair => pair.Value == id).Key ?? ByteLevelAlphabet.Write(Tokens.Bytes(id));

    private InputException Shared(string what, string one, string other, int id) =>
        file.Fail($"{what} \"{one}\" and \"{other}\" share the id {id}; expected one token per id");
}

using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the model's merges, each <c>"a b"</c> or <c>["a", "b"]</c>, into a <see cref="MergeTable"/>.</summary>
internal sealed class MergeReader(JsonFile file, TokenTable tokens, IReadOnlyDictionary<string, int> odd)
{
    private readonly List<(int Left, int Right, int Result)> _merges = [];
    private byte[] _joined = new byte[512];

    /// <summary>Reads the JSON array of merges.</summary>
    public MergeTable Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_merges.Count >= MergeTable.MaxMerges - 1) throw file.Fail($"more than {_merges.Count} merges are too many; expected fewer than {MergeTable.MaxMerges}");
            Utf8JsonReader start = reader;
            if (!TryRead(ref reader, out var merge)) merge = ReadOdd(start, ref reader);
            _merges.Add(merge);
        }
        var table = new MergeTable(_merges.Count);
        for (int rank = 0; rank < _merges.Count; rank++) table.Set(_merges[rank].Left, _merges[rank].Right, new Merge(rank, _merges[rank].Result));
        return table;
    }

    /// <summary>The usual case: both parts are names in the byte-level alphabet, and all three are tokens.</summary>
    private bool TryRead(ref Utf8JsonReader reader, out (int Left, int Right, int Result) merge)
    {
        merge = default;
        int left, all;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueIsEscaped) return false;
            ReadOnlySpan<byte> name = reader.ValueSpan;
            int space = name.IndexOf((byte)' ');
            if (space < 0) return false;
            Need(name.Length);
            if (!ByteLevelAlphabet.TryReadUtf8(name[..space], _joined, out left) || !ByteLevelAlphabet.TryReadUtf8(name[(space + 1)..], _joined.AsSpan(left), out int right)) return false;
            all = left + right;
        }
        else
        {
            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String) return false;
            Need(reader.ValueSpan.Length);
            if (!NameReader.TryBytes(ref reader, _joined, out left) || !reader.Read() || reader.TokenType != JsonTokenType.String) return false;
            Need(left + reader.ValueSpan.Length);
            if (!NameReader.TryBytes(ref reader, _joined.AsSpan(left), out int right) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray) return false;
            all = left + right;
        }
        if (left == 0 || left == all) return false;
        ReadOnlySpan<byte> joined = _joined.AsSpan(0, all);
        merge = (tokens.Find(joined[..left]), tokens.Find(joined[left..]), tokens.Find(joined));
        return (merge.Left | merge.Right | merge.Result) >= 0;
    }

    /// <summary>Any other case by names, as text; what is not a merge of known tokens is an error.</summary>
    private (int Left, int Right, int Result) ReadOdd(Utf8JsonReader start, ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref start);
        reader = start;
        (string left, string right) = Parts(document.RootElement);
        if (Find(left) is not { } leftId || Find(right) is not { } rightId || Find(left + right) is not { } result)
        {
            throw file.Fail($"merge {_merges.Count} ({left} {right}) uses a token that is not in the vocabulary; expected both parts and the result there");
        }
        return (leftId, rightId, result);
    }

    private (string Left, string Right) Parts(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2) return (file.StringOf(merge[0], "merges"), file.StringOf(merge[1], "merges"));
        if (merge.ValueKind == JsonValueKind.String && file.StringOf(merge, "merges").Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]) return (left, right);
        throw file.Fail($"merge {_merges.Count} is {merge.GetRawText()}; expected \"a b\" or [\"a\", \"b\"]");
    }

    private int? Find(string name)
    {
        if (odd.TryGetValue(name, out int id)) return id;
        var bytes = new byte[name.Length];
        return name.Length > 0 && ByteLevelAlphabet.TryRead(name, bytes) && tokens.Find(bytes) is >= 0 and var found ? found : null;
    }

    private void Need(int bytes)
    {
        if (_joined.Length < bytes) Array.Resize(ref _joined, bytes * 2);
    }
}

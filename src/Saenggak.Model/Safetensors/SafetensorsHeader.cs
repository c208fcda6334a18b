using System.Text.Json;

namespace Saenggak.Model.Safetensors;

/// <summary>One tensor as a header describes it; offsets count from the end of the header.</summary>
internal readonly record struct HeaderEntry(string Name, ElementType Type, long[] Shape, long Start, long End);

/// <summary>
/// The header of a safetensors file: 8 bytes of length (little-endian), then JSON. Checked in full, because a file comes from
/// anywhere and its offsets become pointers.
/// </summary>
internal static class SafetensorsHeader
{
    public const int LengthBytes = 8;

    /// <summary>The reference implementation's limit on the JSON.</summary>
    public const long MaxBytes = 100_000_000;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The header's JSON, padding included.</param>
    /// <param name="dataBytes">Bytes that follow the header.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="metadata">Receives <c>__metadata__</c>.</param>
    /// <returns>Entries in the order in which they lie in the file.</returns>
    /// <exception cref="InvalidDataException">The header is not valid.</exception>
    public static List<HeaderEntry> Parse(ReadOnlyMemory<byte> json, long dataBytes, string file, Dictionary<string, string> metadata)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Bad(file, "the header is not a JSON object");
            var entries = new List<HeaderEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name)) throw Bad(file, $"the header names tensor {property.Name} twice");
                if (property.Name == "__metadata__") ReadMetadata(property.Value, file, metadata);
                else entries.Add(ReadEntry(property.Name, property.Value, file));
            }
            CheckPlacement(entries, dataBytes, file);
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-8.
            throw Bad(file, $"the header is not JSON ({e.Message.TrimEnd('.')})", e);
        }
    }

    public static InvalidDataException Bad(string file, string fault, Exception? inner = null)
        => new($"{file}: {fault}; expected a safetensors file; copy or download it again", inner);

    private static void ReadMetadata(JsonElement value, string file, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Bad(file, "__metadata__ is not an object");
        foreach (var item in value.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String) throw Bad(file, $"__metadata__ key {item.Name} is not a string");
            metadata[item.Name] = item.Value.GetString()!;
        }
    }

    private static HeaderEntry ReadEntry(string name, JsonElement value, string file)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Bad(file, $"tensor {name} is not described by an object");
        if (!value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String)
        {
            throw Bad(file, $"tensor {name} has no dtype");
        }
        if (!ElementTypes.TryParse(dtype.GetString(), out var type))
        {
            throw new InvalidDataException(
                $"{file}: tensor {name} has dtype {dtype.GetString()}; expected one of {ElementTypes.KnownNames}; use an unquantised checkpoint");
        }
        long[] shape = ReadNumbers(name, value, "shape", file);
        long[] offsets = ReadNumbers(name, value, "data_offsets", file);
        if (offsets.Length != 2) throw Bad(file, $"tensor {name} has {offsets.Length} data_offsets instead of 2");
        long bytes = CountBytes(shape, type);
        if (bytes < 0) throw Bad(file, $"tensor {name} has shape {RawTensor.FormatShape(shape)}, more than any file holds");
        if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
        {
            string range = RawTensor.FormatShape(offsets);
            throw Bad(file, $"tensor {name} has data_offsets {range}, but {type.Name()} {RawTensor.FormatShape(shape)} takes {bytes} bytes");
        }
        return new(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(string name, JsonElement value, string key, string file)
    {
        if (!value.TryGetProperty(key, out var array) || array.ValueKind != JsonValueKind.Array) throw Bad(file, $"tensor {name} has no {key}");
        var numbers = new long[array.GetArrayLength()];
        int i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
            {
                throw Bad(file, $"tensor {name} has {key} {array.GetRawText()}, not whole numbers");
            }
            numbers[i++] = number;
        }
        return numbers;
    }

    /// <summary>Bytes of a shape, or −1 where that overflows.</summary>
    private static long CountBytes(long[] shape, ElementType type)
    {
        if (shape.Contains(0)) return 0;
        Int128 bytes = type.Size();
        foreach (long dimension in shape)
        {
            bytes *= dimension;
            if (bytes > long.MaxValue) return -1;
        }
        return (long)bytes;
    }

    private static void CheckPlacement(List<HeaderEntry> entries, long dataBytes, string file)
    {
        entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        long next = 0;
        foreach (var entry in entries)
        {
            if (entry.End > dataBytes)
            {
                throw Bad(file, $"tensor {entry.Name} ends at byte {entry.End} of the data, of which {dataBytes} are there: the file is cut short");
            }
            if (entry.Start < next) throw Bad(file, $"tensor {entry.Name} overlaps the one before it (starts at {entry.Start}, expected {next})");
            if (entry.Start > next) throw Bad(file, $"{entry.Start - next} bytes before tensor {entry.Name} belong to no tensor");
            next = entry.End;
        }
        if (next != dataBytes) throw Bad(file, $"{dataBytes - next} bytes after the last tensor belong to no tensor");
    }
}

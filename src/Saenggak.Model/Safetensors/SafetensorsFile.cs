using System.Buffers.Binary;

namespace Saenggak.Model.Safetensors;

/// <summary>
/// A safetensors file mapped into memory: opening reads only the header. Format: huggingface/safetensors, README "Format".
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MappedFile map;
    private readonly Dictionary<string, HeaderEntry> entries = new(StringComparer.Ordinal);
    private readonly string[] names;
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly long dataStart;
    private bool disposed;

    private SafetensorsFile(MappedFile map)
    {
        this.map = map;
        string file = map.Path;
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(map.Address, SafetensorsHeader.LengthBytes));
        long rest = map.Length - SafetensorsHeader.LengthBytes;
        if (headerBytes > SafetensorsHeader.MaxBytes || (long)headerBytes > rest)
        {
            throw SafetensorsHeader.Bad(file, $"the header claims {headerBytes} bytes, the file has {rest} after its length");
        }
        dataStart = SafetensorsHeader.LengthBytes + (long)headerBytes;
        byte[] json = new ReadOnlySpan<byte>(map.Address + SafetensorsHeader.LengthBytes, (int)headerBytes).ToArray();
        var parsed = SafetensorsHeader.Parse(json, map.Length - dataStart, file, metadata);
        names = new string[parsed.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = parsed[i].Name;
            entries.Add(parsed[i].Name, parsed[i]);
        }
    }

    /// <summary>The file's path.</summary>
    public string Path => map.Path;

    /// <summary>Names of all tensors, in the order in which they lie in the file.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The file's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Maps a file and checks its header in full.</summary>
    /// <exception cref="InvalidDataException">The file is missing, cut short or not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        var map = MappedFile.Open(path, SafetensorsHeader.LengthBytes + 2, "a safetensors file");
        try
        {
            return new(map);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor.</summary>
    public bool TryGet(string name, out RawTensor tensor)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        bool found = entries.TryGetValue(name, out var entry);
        tensor = found ? new(name, entry.Type, entry.Shape, map.Address + dataStart + entry.Start, entry.End - entry.Start) : default;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        map.Dispose();
    }

    /// <summary>Keeps the file mapped beyond <see cref="Dispose"/>, until the result is disposed of.</summary>
    internal IDisposable Hold()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        map.Hold();
        return map;
    }
}

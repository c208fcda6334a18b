using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Saenggak.Compute;

namespace Saenggak.Model.Safetensors;

/// <summary>
/// Writes safetensors files byte for byte as the reference implementation does: tensors by element type (widest first), then
/// by name; metadata first; the header padded with spaces to 8 bytes. The same content gives the same bytes.
/// </summary>
public static unsafe class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The metadata that transformers writes and asks for.</summary>
    public static IReadOnlyDictionary<string, string> PyTorchMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>Writes a file under a temporary name, flushes it to the disk and renames it.</summary>
    /// <param name="path">Target; an existing file is replaced.</param>
    /// <param name="entries">Tensors, in any order.</param>
    /// <param name="metadata">Strings of <c>__metadata__</c>; null for <see cref="PyTorchMetadata"/>.</param>
    public static void Write(string path, IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata = null)
        => AtomicFile.Write(path, stream => Write(stream, entries, metadata));

    /// <summary>Writes the same bytes to a stream.</summary>
    /// <exception cref="ArgumentException">Two entries share a name, or a shape does not fit its elements.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = entries.OrderBy(e => e.StoreAs).ThenBy(e => e.Name, StringComparer.Ordinal).ToList();
        Check(sorted);
        byte[] header = Header(sorted, metadata ?? PyTorchMetadata);
        Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        foreach (var entry in sorted) WriteData(stream, entry, buffer);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void Check(List<SafetensorsEntry> sorted)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in sorted)
        {
            if (!names.Add(entry.Name)) throw new ArgumentException($"tensor {entry.Name} is given twice; expected one entry per name");
            if (entry.StoreAs is not (ElementType.F32 or ElementType.BF16 or ElementType.F16))
            {
                throw new ArgumentException($"tensor {entry.Name} cannot be stored as {entry.StoreAs.Name()}; expected F32, BF16 or F16");
            }
            long elements = entry.Shape.Aggregate(1L, (product, dimension) => product * dimension);
            if (elements != entry.Source.Length)
            {
                string shape = RawTensor.FormatShape(entry.Shape.ToArray());
                throw new ArgumentException($"tensor {entry.Name} is given as {entry.Source}; expected {elements} elements for shape {shape}");
            }
        }
    }

    private static byte[] Header(List<SafetensorsEntry> sorted, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var entry in sorted)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.StoreAs.Name());
                json.WriteStartArray("shape");
                foreach (long dimension in entry.Shape) json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += entry.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        int padding = (8 - buffer.WrittenCount % 8) % 8;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Stream stream, SafetensorsEntry entry, byte[] buffer)
    {
        var source = entry.Source;
        int size = entry.StoreAs.Size(), chunk = ChunkBytes / size, filled = 0;
        fixed (byte* target = buffer)
        {
            for (int r = 0; r < source.Rows; r++)
            {
                for (int c = 0; c < source.Cols;)
                {
                    int count = Math.Min(chunk - filled, source.Cols - c);
                    byte* from = source.RowAddress(r) + (long)c * source.Type.Size();
                    RowConverter.Write(from, source.Type, target + (long)filled * size, entry.StoreAs, count);
                    c += count;
                    filled += count;
                    if (filled < chunk) continue;
                    stream.Write(buffer, 0, filled * size);
                    filled = 0;
                }
            }
        }
        stream.Write(buffer, 0, filled * size);
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Saenggak.Text;
using Saenggak.Training.Metrics;

namespace Saenggak.Training.Checkpoints;

/// <summary>
/// Writes named arrays (optimiser moments, f32 master weights) to one file in a single pass, without holding or copying them.
/// All numbers are little-endian. The file: the magic <c>SGSTATE1</c>; for each section its name's length (u32), name (UTF-8), data length
/// (u64), zeros up to the next multiple of 64, the data, and its CRC-32C (u32); at the end u32 0xFFFFFFFF and the number of sections (u32).
/// </summary>
public sealed class StateFileWriter : IDisposable
{
    internal const int Alignment = 64;
    internal const uint EndMark = uint.MaxValue;

    private readonly string path;
    private readonly AtomicFile whole;
    private readonly Stream file;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private string? open;
    private long left;
    private uint crc;

    /// <summary>Starts the file; it takes its name only when <see cref="Complete"/> is called.</summary>
    public StateFileWriter(string path)
    {
        this.path = path;
        whole = AtomicFile.Create(path);
        file = whole.Stream;
        file.Write(Magic);
    }

    internal static ReadOnlySpan<byte> Magic => "SGSTATE1"u8;

    /// <summary>Writes a section at once.</summary>
    public void Add(string name, ReadOnlySpan<float> values) => Add(name, MemoryMarshal.AsBytes(values));

    /// <summary>Writes a section at once.</summary>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        Begin(name, bytes.Length);
        Append(bytes);
    }

    /// <summary>Starts a section of a known length, which <see cref="Append"/> fills; for arrays longer than a span.</summary>
    /// <exception cref="InvalidOperationException">The last section is not full, or the name was used.</exception>
    public void Begin(string name, long byteLength)
    {
        if (open is not null) throw new InvalidOperationException($"{path}: section \"{open}\" still lacks {left} bytes; append them before the next section.");
        if (!names.Add(name)) throw new InvalidOperationException($"{path}: section \"{name}\" is written twice.");
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        byte[] text = Encoding.UTF8.GetBytes(name);
        WriteUInt32((uint)text.Length);
        file.Write(text);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)byteLength);
        file.Write(length);
        Span<byte> padding = stackalloc byte[Alignment];
        padding.Clear();
        file.Write(padding[..(int)(-file.Position & (Alignment - 1))]);
        (open, left, crc) = (name, byteLength, 0);
        CloseIfFull();
    }

    /// <summary>Adds bytes to the section begun last.</summary>
    /// <exception cref="InvalidOperationException">There is no open section, or the bytes are more than it lacks.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (open is null || bytes.Length > left) throw new InvalidOperationException($"{path}: {bytes.Length} bytes for section \"{open}\", which lacks {(open is null ? 0 : left)}.");
        file.Write(bytes);
        crc = Crc32C.Compute(bytes, crc);
        left -= bytes.Length;
        CloseIfFull();
    }

    /// <summary>Ends the file, flushes it to the disk and gives it its name.</summary>
    public void Complete()
    {
        if (open is not null) throw new InvalidOperationException($"{path}: section \"{open}\" still lacks {left} bytes.");
        WriteUInt32(EndMark);
        WriteUInt32((uint)names.Count);
        whole.Commit();
    }

    /// <summary>Closes the file; without <see cref="Complete"/> nothing of it stays.</summary>
    public void Dispose() => whole.Dispose();

    private void CloseIfFull()
    {
        if (left > 0) return;
        WriteUInt32(crc);
        open = null;
    }

    private void WriteUInt32(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        file.Write(bytes);
    }
}

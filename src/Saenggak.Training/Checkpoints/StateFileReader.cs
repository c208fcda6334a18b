using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Saenggak.Training.Metrics;

namespace Saenggak.Training.Checkpoints;

/// <summary>Reads what <see cref="StateFileWriter"/> wrote, straight into the caller's memory, and checks each section's checksum.</summary>
public sealed class StateFileReader : IDisposable
{
    private const int LongestName = 4096;

    private readonly string path;
    private readonly FileStream file;
    private readonly Dictionary<string, (long Start, long Length)> sections = new(StringComparer.Ordinal);
    private (string Name, long Next, long End, uint Crc)? current;

    /// <summary>Opens the file and reads its table of sections.</summary>
    /// <exception cref="InvalidDataException">It is no state file, or it ends too early.</exception>
    public StateFileReader(string path)
    {
        this.path = path;
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096);
        try
        {
            ReadTable();
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is EndOfStreamException) throw new InvalidDataException($"{path}: ends in the middle of a section at byte {new FileInfo(path).Length}; the copy is incomplete.", error);
            throw;
        }
    }

    /// <summary>The names of all sections in the order they were written.</summary>
    public IReadOnlyCollection<string> Names => sections.Keys;

    /// <summary>Bytes in a section.</summary>
    /// <exception cref="InvalidDataException">There is no such section.</exception>
    public long Length(string name) => Find(name).Length;

    /// <summary>Reads a whole section.</summary>
    /// <exception cref="InvalidDataException">There is no such section, its length is another, or its checksum is wrong.</exception>
    public void Read(string name, Span<float> into) => Read(name, MemoryMarshal.AsBytes(into));

    /// <inheritdoc cref="Read(string, Span{float})"/>
    public void Read(string name, Span<byte> into)
    {
        Begin(name, into.Length);
        Continue(into);
    }

    /// <summary>Starts to read a section in pieces; <see cref="Continue"/> fills them in order.</summary>
    /// <param name="name">The section.</param>
    /// <param name="expectedByteLength">What the caller has room for.</param>
    /// <exception cref="InvalidDataException">There is no such section, or its length is another.</exception>
    public void Begin(string name, long expectedByteLength)
    {
        var (start, length) = Find(name);
        if (length != expectedByteLength) throw new InvalidDataException($"{path}: section \"{name}\" has {length} bytes; expected {expectedByteLength}. Was it saved by a model of another size?");
        file.Position = start;
        current = (name, start, start + length, 0);
        if (length == 0) CheckSum();
    }

    /// <summary>Reads the next piece; with the last one the checksum is compared.</summary>
    /// <exception cref="InvalidDataException">The checksum is wrong.</exception>
    public void Continue(Span<byte> into)
    {
        if (into.IsEmpty) return;
        if (current is not { } at || at.Next + into.Length > at.End) throw new InvalidOperationException($"{path}: more bytes asked for than the section has.");
        file.ReadExactly(into);
        current = at with { Next = at.Next + into.Length, Crc = Crc32C.Compute(into, at.Crc) };
        if (at.Next + into.Length == at.End) CheckSum();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void CheckSum()
    {
        var (name, _, _, crc) = current!.Value;
        current = null;
        uint stored = ReadUInt32();
        if (stored != crc) throw new InvalidDataException($"{path}: section \"{name}\" has checksum {crc:x8}, expected {stored:x8}; the file is damaged, use an earlier checkpoint.");
    }

    private (long Start, long Length) Find(string name) => sections.TryGetValue(name, out var found)
        ? found
        : throw new InvalidDataException($"{path}: no section \"{name}\"; there are {sections.Count}: {string.Join(", ", sections.Keys.Take(4))}{(sections.Count > 4 ? ", …" : "")}.");

    private void ReadTable()
    {
        Span<byte> magic = stackalloc byte[StateFileWriter.Magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual(StateFileWriter.Magic))
        {
            throw new InvalidDataException($"{path}: not a state file; expected it to start with {Encoding.ASCII.GetString(StateFileWriter.Magic)}.");
        }
        byte[] nameBytes = new byte[LongestName];
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        while (true)
        {
            uint nameLength = ReadUInt32();
            if (nameLength == StateFileWriter.EndMark) break;
            if (nameLength > LongestName) throw new InvalidDataException($"{path}: a section's name of {nameLength} bytes at {file.Position}; the file is damaged.");
            var name = nameBytes.AsSpan(0, (int)nameLength);
            file.ReadExactly(name);
            file.ReadExactly(lengthBytes);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
            long start = (file.Position + StateFileWriter.Alignment - 1) & -StateFileWriter.Alignment;
            if (length > (ulong)Math.Max(0, file.Length - start)) throw new EndOfStreamException();
            sections[Encoding.UTF8.GetString(name)] = (start, (long)length);
            file.Position = start + (long)length + sizeof(uint);
        }
        uint count = ReadUInt32();
        if (count != sections.Count) throw new InvalidDataException($"{path}: says {count} sections, has {sections.Count}; the file is damaged.");
    }

    private uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}

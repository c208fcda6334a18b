using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Saenggak.Training.Metrics;

/// <summary>
/// Writes scalars as a TensorBoard event file: TFRecord frames (length, masked CRC-32C of it, data, masked CRC-32C of that)
/// around Event protocol buffers. Fields as in tensorflow/core/util/event.proto and framework/summary.proto.
/// </summary>
public sealed class TensorBoardWriter : IDisposable
{
    // (field number << 3) | wire type; 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.
    private const byte EventWallTime = 0x09, EventStep = 0x10, EventFileVersion = 0x1a, EventSummary = 0x2a, EventSessionLog = 0x3a;
    private const byte SummaryValue = 0x0a, ValueTag = 0x0a, ValueSimple = 0x15, SessionStatus = 0x08;
    private const ulong SessionStart = 1;

    private static int filesOpened;

    private readonly FileStream file;
    private readonly TimeProvider clock;
    private readonly ArrayBufferWriter<byte> record = new(), body = new(), value = new();

    /// <summary>Starts a new event file in <paramref name="folder"/>.</summary>
    /// <param name="folder">The log folder; made where it is missing.</param>
    /// <param name="firstStep">The first step this file may hold. TensorBoard then drops what older files say from that step on.</param>
    /// <param name="clock">Gives the wall time of events; the system's clock when null.</param>
    public TensorBoardWriter(string folder, long firstStep, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{this.clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref filesOpened)}");
        file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Tag(body, EventFileVersion);
        Text(body, "brain.Event:2");
        Emit(firstStep);
        Tag(body, EventSessionLog);
        Varint(body, 2);
        Tag(body, SessionStatus);
        Varint(body, SessionStart);
        Emit(firstStep);
        file.Flush();
    }

    /// <summary>Writes one event with all scalars of a step and flushes it. Values are stored as 32-bit floats, as the format has them.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        value.ResetWrittenCount();
        foreach (var (name, number) in values)
        {
            int tagBytes = Encoding.UTF8.GetByteCount(name);
            Tag(value, SummaryValue);
            Varint(value, (ulong)(1 + VarintSize((ulong)tagBytes) + tagBytes + 1 + sizeof(float)));
            Tag(value, ValueTag);
            Text(value, name);
            Tag(value, ValueSimple);
            BinaryPrimitives.WriteSingleLittleEndian(value.GetSpan(sizeof(float)), (float)number);
            value.Advance(sizeof(float));
        }
        Tag(body, EventSummary);
        Varint(body, (ulong)value.WrittenCount);
        body.Write(value.WrittenSpan);
        Emit(step);
        file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Emit(long step)
    {
        record.ResetWrittenCount();
        Tag(record, EventWallTime);
        BinaryPrimitives.WriteDoubleLittleEndian(record.GetSpan(sizeof(double)), clock.GetUtcNow().ToUnixTimeMilliseconds() / 1e3);
        record.Advance(sizeof(double));
        Tag(record, EventStep);
        Varint(record, (ulong)step);
        record.Write(body.WrittenSpan);
        body.ResetWrittenCount();

        Span<byte> length = stackalloc byte[sizeof(ulong)], crc = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)record.WrittenCount);
        file.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Masked(length));
        file.Write(crc);
        file.Write(record.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Masked(record.WrittenSpan));
        file.Write(crc);
    }

    private static void Tag(ArrayBufferWriter<byte> to, byte tag)
    {
        to.GetSpan(1)[0] = tag;
        to.Advance(1);
    }

    private static void Varint(ArrayBufferWriter<byte> to, ulong number)
    {
        for (; number >= 0x80; number >>= 7) Tag(to, (byte)(number | 0x80));
        Tag(to, (byte)number);
    }

    private static int VarintSize(ulong number)
    {
        int size = 1;
        for (; number >= 0x80; number >>= 7) size++;
        return size;
    }

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        Varint(to, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, to);
    }
}

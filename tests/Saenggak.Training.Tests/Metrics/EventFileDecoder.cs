using System.Buffers.Binary;
using System.Text;

namespace Saenggak.Training.Tests.Metrics;

/// <summary>One event as read back.</summary>
internal sealed record DecodedEvent(double WallTime, long Step, string? Version, ulong? SessionStatus, IReadOnlyList<(string Tag, float Value)> Scalars);

/// <summary>Reads event files on its own terms: a bitwise checksum and a generic protobuf field reader, sharing nothing with the writer.</summary>
internal static class EventFileDecoder
{
    public static List<DecodedEvent> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var events = new List<DecodedEvent>();
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(MaskedChecksum(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(MaskedChecksum(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event(data));
            at += length + 16;
        }
        return events;
    }

    private static DecodedEvent Event(byte[] data)
    {
        var fields = Fields(data);
        var scalars = fields.Where(field => field.Number == 5)
            .SelectMany(summary => Fields(summary.Bytes))
            .Select(value => Fields(value.Bytes))
            .Select(value => (Encoding.UTF8.GetString(value.Single(field => field.Number == 1).Bytes), BitConverter.ToSingle(value.Single(field => field.Number == 2).Bytes)))
            .ToList();
        byte[]? session = fields.SingleOrDefault(field => field.Number == 7).Bytes;
        byte[]? version = fields.SingleOrDefault(field => field.Number == 3).Bytes;
        return new DecodedEvent(
            BitConverter.ToDouble(fields.Single(field => field.Number == 1).Bytes),
            (long)fields.Single(field => field.Number == 2).Varint,
            version is null ? null : Encoding.UTF8.GetString(version),
            session is null ? null : Fields(session).Single(field => field.Number == 1).Varint,
            scalars);
    }

    private static List<(int Number, ulong Varint, byte[] Bytes)> Fields(byte[] data)
    {
        var fields = new List<(int, ulong, byte[])>();
        int at = 0;
        while (at < data.Length)
        {
            ulong key = Varint(data, ref at);
            ulong number = 0;
            int size = (key & 7) switch { 1 => 8, 5 => 4, 2 => checked((int)Varint(data, ref at)), _ => 0 };
            if ((key & 7) == 0) number = Varint(data, ref at);
            fields.Add(((int)(key >> 3), number, data[at..(at + size)]));
            at += size;
        }
        return fields;
    }

    private static ulong Varint(byte[] data, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = data[at++];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return number;
        }
    }

    private static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in data)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}

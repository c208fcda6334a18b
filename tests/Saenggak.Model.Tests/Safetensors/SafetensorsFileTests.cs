using System.Buffers.Binary;
using System.Text;
using Saenggak.Compute;
using Saenggak.Model.Safetensors;
using Saenggak.Model.Tests.Support;

namespace Saenggak.Model.Tests.Safetensors;

public sealed unsafe class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_ReadsNamesShapesAndMetadata()
    {
        string path = Write("""{"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[1,2,2],"data_offsets":[16,32]},"e":{"dtype":"U8","shape":[0],"data_offsets":[32,32]}}""", 32);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["b", "a", "e"], file.Names);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.True(file.TryGet("a", out var a));
        Assert.Equal((ElementType.F32, "[1, 2, 2]", 16L, 4L), (a.Type, a.ShapeText, a.Bytes, a.Length));
        Assert.False(file.TryGet("c", out _));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "cut short")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "twice")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, "dtype F8_E4M3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "not whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "not whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more than any file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "takes 8 bytes")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "no dtype")]
    [InlineData("""{"a":[1]}""", 0, "not described by an object")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "not a string")]
    [InlineData("""{"a":""", 0, "not JSON")]
    [InlineData("""[1, 2, 3]""", 0, "not a JSON object")]
    public void Open_RefusesBadHeadersInOneLine(string header, int dataBytes, string fault)
    {
        string path = Write(header, dataBytes);
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesMissingEmptyAndGarbageFiles()
    {
        Assert.Contains("no such file", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(folder["none"])).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder["empty"], []);
        Assert.Contains("0 bytes", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(folder["empty"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["html"], "<!doctype html><title>404</title>");
        Assert.Contains("header claims", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(folder["html"])).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder["negative"], Enumerable.Repeat((byte)0xFF, 64).ToArray());
        Assert.Contains("header claims", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(folder["negative"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesEveryTruncation()
    {
        string whole = Write("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        byte[] bytes = File.ReadAllBytes(whole);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder["cut"], bytes[..length]);
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(folder["cut"]));
        }
    }

    [Fact]
    public void Open_SurvivesFlippedBits()
    {
        byte[] whole = File.ReadAllBytes(Write("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[1,3],"data_offsets":[8,14]}}""", 14));
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length - 14)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(folder["flipped"], bytes);
            try
            {
                using var file = SafetensorsFile.Open(folder["flipped"]);
                foreach (string name in file.Names) Assert.True(file.TryGet(name, out var tensor) && tensor.Bytes <= 14);
            }
            catch (InvalidDataException e)
            {
                Assert.DoesNotContain("\n", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void CopyTo_WidensEveryHalf()
    {
        string path = Write("""{"h":{"dtype":"F16","shape":[64,1024],"data_offsets":[0,131072]}}""", 131072);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < 65536; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 131072 + 2 * i), (ushort)i);
        File.WriteAllBytes(path, bytes);
        using var file = SafetensorsFile.Open(path);
        using var memory = new NativeBuffer(65536 * 4);
        Assert.True(file.TryGet("h", out var half));
        half.CopyTo(memory.View(DType.F32, 64, 1024));
        for (int i = 0; i < 65536; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf((ushort)i), got = ((float*)memory.Address)[i];
            if (float.IsNaN(expected)) Assert.True(float.IsNaN(got));
            else Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(got));
        }
    }

    [Fact]
    public void CopyTo_TakesARangeOfRowsIntoAStridedTarget()
    {
        string path = Write("""{"w":{"dtype":"F32","shape":[3,5],"data_offsets":[0,60]}}""", 60);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < 15; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 60 + 4 * i), i);
        File.WriteAllBytes(path, bytes);
        using var file = SafetensorsFile.Open(path);
        using var memory = new NativeBuffer(4096, zeroed: true);
        Assert.True(file.TryGet("w", out var tensor));
        var target = memory.View(DType.BF16, 2, 8).ColumnRange(1, 5);
        tensor.CopyTo(target, rowStart: 1);
        Assert.Equal([5f, 6, 7, 8, 9, 10, 11, 12, 13, 14], target.ToArray());
        Assert.Equal(0, memory.View(DType.BF16, 2, 8).ToArray()[0]);
        Assert.Throws<ArgumentException>(() => tensor.CopyTo(target, rowStart: 2));
        Assert.Throws<ArgumentException>(() => tensor.CopyTo(memory.View(DType.F32, 3, 4)));
    }

    [Fact]
    public void CopyTo_RefusesIntegers()
    {
        string path = Write("""{"w":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", 8);
        using var file = SafetensorsFile.Open(path);
        using var memory = new NativeBuffer(64);
        Assert.True(file.TryGet("w", out var tensor));
        Assert.Contains("holds I32", Assert.Throws<InvalidDataException>(() => tensor.CopyTo(memory.View(DType.F32, 1, 2))).Message, StringComparison.Ordinal);
    }

    private string Write(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        string path = folder["model.safetensors"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

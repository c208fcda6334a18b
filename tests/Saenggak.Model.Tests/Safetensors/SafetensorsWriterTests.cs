using System.Text;
using Saenggak.Compute;
using Saenggak.Model.Safetensors;
using Saenggak.Model.Tests.Support;
using Saenggak.Testing;

namespace Saenggak.Model.Tests.Safetensors;

public sealed unsafe class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NativeBuffer memory = new(1 << 16);

    public void Dispose()
    {
        memory.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Write_MatchesTheReferenceLayout()
    {
        var source = Numbers(2, 3);
        SafetensorsWriter.Write(folder["m"],
        [
            new("b", ElementType.BF16, [2, 3], source),
            new("c", ElementType.F32, [6], source.Reshape(1, 6)),
            new("a", ElementType.BF16, [3, 2], source),
        ]);
        byte[] bytes = File.ReadAllBytes(folder["m"]);
        long header = BitConverter.ToInt64(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"c":{"dtype":"F32","shape":[6],"data_offsets":[0,24]},"a":{"dtype":"BF16","shape":[3,2],"data_offsets":[24,36]},"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[36,48]}}""",
            Encoding.UTF8.GetString(bytes, 8, (int)header).TrimEnd(' '));
        Assert.Equal(8 + header + 48, bytes.Length);
        Assert.Equal(1f, BitConverter.ToSingle(bytes, (int)(8 + header + 4)));
        Assert.False(File.Exists(folder["m.tmp"]));
    }

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    public void Write_ReadsBackWhatFitsTheType(ElementType type)
    {
        var source = Numbers(37, 19);
        SafetensorsWriter.Write(folder["m"], [new("한글 \"이름\"", type, [37, 19], source.ColumnRange(0, 19))]);
        using var file = SafetensorsFile.Open(folder["m"]);
        Assert.True(file.TryGet("한글 \"이름\"", out var tensor));
        using var back = new NativeBuffer(37 * 19 * 4);
        tensor.CopyTo(back.View(DType.F32, 37, 19));
        // The numbers are below 256, which bf16 holds exactly.
        Assert.Equal(source.ToArray(), back.View(DType.F32, 37, 19).ToArray());
    }

    [Fact]
    public void Write_StreamsTensorsLargerThanItsBuffer()
    {
        using var large = new NativeBuffer(700_001 * 4);
        var source = large.View(DType.F32, 1, 700_001);
        for (int i = 0; i < source.Cols; i++) source.F32[i] = i & 127;
        SafetensorsWriter.Write(folder["m"], [new("x", ElementType.BF16, [700_001], source)]);
        using var file = SafetensorsFile.Open(folder["m"]);
        Assert.True(file.TryGet("x", out var tensor));
        using var back = new NativeBuffer(700_001 * 4);
        tensor.CopyTo(back.View(DType.F32, 1, 700_001));
        Assert.True(source.SpanF32.SequenceEqual(back.View(DType.F32, 1, 700_001).SpanF32));
    }

    [Fact]
    public void Write_RefusesDuplicatesAndWrongShapes()
    {
        var source = Numbers(2, 3);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["m"], [new("a", ElementType.F32, [6], source), new("a", ElementType.F32, [6], source)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["m"], [new("a", ElementType.F32, [2, 4], source)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["m"], [new("a", ElementType.I8, [6], source)]));
        Assert.False(File.Exists(folder["m"]));
    }

    [Fact]
    public void Split_FillsShardsInOrderAndIndexesThem()
    {
        var source = Numbers(1, 10);
        var entries = "dbca".Select(c => new SafetensorsEntry(c.ToString(), ElementType.F32, [10], source)).ToList();
        var plan = ShardPlan.Split(entries, maxBytes: 90);
        Assert.Equal(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], plan.Shards.Select(s => s.File));
        Assert.Equal(["d", "b"], plan.Shards[0].Entries.Select(e => e.Name));
        var index = plan.Index()!;
        Assert.Equal(160, (long)index["metadata"]!["total_size"]!);
        Assert.Equal(40, (long)index["metadata"]!["total_parameters"]!);
        Assert.Equal(["a", "b", "c", "d"], index["weight_map"]!.AsObject().Select(p => p.Key));
        Assert.Null(ShardPlan.Split(entries).Index());
        Assert.Equal(4, ShardPlan.Split(entries, maxBytes: 1).Shards.Count);
    }

    [SkippableFact]
    public void Write_ReproducesAFileOfTheReferenceImplementation()
    {
        string original = SharedData.Require("tiny_weights", "verl_digit_completion", "model.safetensors");
        using var file = SafetensorsFile.Open(original);
        var entries = new List<SafetensorsEntry>();
        foreach (string name in file.Names.Reverse())
        {
            Assert.True(file.TryGet(name, out var tensor));
            entries.Add(new(name, tensor.Type, tensor.Shape.ToArray(), new Tensor(DType.BF16, 1, (int)tensor.Length, (int)tensor.Length, tensor.Data)));
        }
        SafetensorsWriter.Write(folder["copy"], entries, file.Metadata);
        Assert.True(File.ReadAllBytes(original).AsSpan().SequenceEqual(File.ReadAllBytes(folder["copy"])));
    }

    private Tensor Numbers(int rows, int cols)
    {
        var tensor = memory.View(DType.F32, rows, cols);
        for (int i = 0; i < tensor.Length; i++) tensor.F32[i] = i % 256;
        return tensor;
    }
}

using Saenggak.Compute;
using Saenggak.Model.Safetensors;
using Saenggak.Model.Tests.Support;

namespace Saenggak.Model.Tests.Safetensors;

public sealed unsafe class ShardedTensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NativeBuffer memory = new(64, zeroed: true);

    public void Dispose()
    {
        memory.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Open_FindsTensorsAcrossShards()
    {
        WriteShards();
        using var tensors = ShardedTensors.Open(folder.Path);
        Assert.Equal(["a", "b"], tensors.Names.Order());
        Assert.True(tensors.TryGet("b", out var b, out string path));
        Assert.Equal("[4]", b.ShapeText);
        Assert.EndsWith("model-00002-of-00002.safetensors", path, StringComparison.Ordinal);
        Assert.False(tensors.TryGet("c", out _, out _));
    }

    [Fact]
    public void Open_NamesAMissingShard()
    {
        WriteShards();
        File.Delete(folder["model-00002-of-00002.safetensors"]);
        Refuses("model-00002-of-00002.safetensors, which is not there");
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "model-00001-of-0""", "not valid JSON")]
    [InlineData("""{"metadata": {}}""", "no weight_map")]
    [InlineData("""{"weight_map": {}}""", "weight_map is empty")]
    [InlineData("""{"weight_map": {"a": 3}}""", "not a file name")]
    [InlineData("""{"weight_map": {"a": "../model.safetensors"}}""", "not a file name")]
    [InlineData("""{"weight_map": {"a": "model-00002-of-00002.safetensors"}}""", "does not hold it")]
    public void Open_RefusesBadIndexes(string index, string fault)
    {
        WriteShards();
        File.WriteAllText(folder[ShardedTensors.IndexName], index);
        Refuses(fault);
    }

    [Fact]
    public void Open_RefusesATensorInTwoShards()
    {
        WriteShards();
        File.Copy(folder["model-00001-of-00002.safetensors"], folder["model-00002-of-00002.safetensors"], overwrite: true);
        Refuses("tensor a is also in model-00001-of-00002.safetensors");
    }

    [Fact]
    public void Open_RefusesAnEmptyFolder() => Refuses("no model.safetensors and no model.safetensors.index.json");

    private void Refuses(string fault)
    {
        var error = Assert.Throws<InvalidDataException>(() => ShardedTensors.Open(folder.Path));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    private void WriteShards()
    {
        var plan = ShardPlan.Split([Entry("a"), Entry("b")], maxBytes: 16);
        foreach (var (file, entries) in plan.Shards) SafetensorsWriter.Write(folder[file], entries);
        File.WriteAllText(folder[ShardedTensors.IndexName], plan.Index()!.ToJsonString());
    }

    private SafetensorsEntry Entry(string name) => new(name, ElementType.F32, [4], memory.View(DType.F32, 1, 4));
}

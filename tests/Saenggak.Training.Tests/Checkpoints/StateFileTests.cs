using Saenggak.Training.Checkpoints;

namespace Saenggak.Training.Tests.Checkpoints;

public class StateFileTests
{
    private static readonly float[] Moments = [.. Enumerable.Range(0, 1000).Select(i => 1f / (i + 1))];

    private static string Written(TemporaryFolder folder)
    {
        string path = folder.File("optimizer.state");
        using var writer = new StateFileWriter(path);
        writer.Add("exp_avg", Moments);
        writer.Add("empty", ReadOnlySpan<byte>.Empty);
        writer.Begin("이름/streamed", 5);
        writer.Append([1, 2]);
        writer.Append([3, 4, 5]);
        Assert.False(File.Exists(path));
        writer.Complete();
        return path;
    }

    [Fact]
    public void Sections_AreReadBackInAnyOrderAndPieces()
    {
        using var folder = new TemporaryFolder();
        using var reader = new StateFileReader(Written(folder));
        Assert.Equal(["exp_avg", "empty", "이름/streamed"], reader.Names);
        byte[] streamed = new byte[5];
        reader.Begin("이름/streamed", 5);
        reader.Continue(streamed.AsSpan(0, 3));
        reader.Continue(streamed.AsSpan(3));
        Assert.Equal<byte>([1, 2, 3, 4, 5], streamed);
        float[] moments = new float[1000];
        reader.Read("exp_avg", moments);
        Assert.Equal(Moments, moments);
        reader.Read("empty", Span<byte>.Empty);
        Assert.Equal(["optimizer.state"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Read_NoticesOneFlippedBit()
    {
        using var folder = new TemporaryFolder();
        string path = Written(folder);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[64 + 123] ^= 4;
        File.WriteAllBytes(path, bytes);
        using var reader = new StateFileReader(path);
        var error = Assert.Throws<InvalidDataException>(() => reader.Read("exp_avg", new float[1000]));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(3000)]
    [InlineData(-1)]
    [InlineData(-8)]
    public void Open_NoticesACutFile(int length)
    {
        using var folder = new TemporaryFolder();
        string path = Written(folder);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.Throws<InvalidDataException>(() => new StateFileReader(path));
    }

    [Fact]
    public void Read_RefusesAnotherLengthAndUnknownNames()
    {
        using var folder = new TemporaryFolder();
        using var reader = new StateFileReader(Written(folder));
        Assert.Contains("4000 bytes; expected 3996", Assert.Throws<InvalidDataException>(() => reader.Read("exp_avg", new float[999])).Message, StringComparison.Ordinal);
        Assert.Contains("no section \"exp_avg_sq\"", Assert.Throws<InvalidDataException>(() => reader.Length("exp_avg_sq")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_WithoutCompleteLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new StateFileWriter(folder.File("x"))) writer.Add("a", Moments);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Writer_RefusesUnfilledAndDoubleSections()
    {
        using var folder = new TemporaryFolder();
        using var writer = new StateFileWriter(folder.File("x"));
        writer.Begin("a", 4);
        Assert.Throws<InvalidOperationException>(() => writer.Begin("b", 1));
        Assert.Throws<InvalidOperationException>(() => writer.Append(new byte[5]));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.Append(new byte[4]);
        Assert.Throws<InvalidOperationException>(() => writer.Begin("a", 1));
    }
}

using Saenggak.Training.Checkpoints;

namespace Saenggak.Training.Tests.Checkpoints;

public class CheckpointStoreTests
{
    private static void Model(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
        Directory.CreateDirectory(Path.Combine(folder, "trainer"));
        File.WriteAllBytes(Path.Combine(folder, "trainer", "optimizer.state"), new byte[100]);
    }

    private static long[] StepsOf(CheckpointStore store) => [.. store.All().Select(one => one.Step)];

    [Fact]
    public void Save_MakesTheCheckpointLatest()
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.File("run"));
        Assert.Null(store.Latest());
        store.Save(5, Model, metric: 0.5);
        var saved = store.Save(40, Model);
        Assert.Equal(saved, store.Latest());
        Assert.Equal(run.File("run", "checkpoint-40"), saved.Folder);
        Assert.True(File.Exists(Path.Combine(saved.Folder, "trainer", "optimizer.state")));
        Assert.Equal([new CheckpointInfo(5, run.File("run", "checkpoint-5"), 0.5), saved], store.All());
        Assert.Equal(2, Directory.GetFileSystemEntries(run.File("run")).Length);
    }

    [Fact]
    public void Save_ReplacesTheSameStep()
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.Path);
        store.Save(5, Model);
        store.Save(5, folder => File.WriteAllText(Path.Combine(folder, "new.txt"), "x"));
        Assert.True(File.Exists(run.File("checkpoint-5", "new.txt")));
        Assert.False(File.Exists(run.File("checkpoint-5", "config.json")));
        Assert.Single(Directory.GetFileSystemEntries(run.Path));
    }

    [Fact]
    public void Save_ThatFailsLeavesNothing()
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.Path);
        Assert.Throws<IOException>(() => store.Save(5, folder =>
        {
            Model(folder);
            throw new IOException("no space");
        }));
        Assert.Empty(Directory.GetFileSystemEntries(run.Path));
    }

    [Fact]
    public void Latest_PassesOverWhatIsNotWhole()
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.Path);
        store.Save(1, Model);
        store.Save(2, Model);
        File.WriteAllBytes(run.File("checkpoint-2", "trainer", "optimizer.state"), new byte[99]);
        store.Save(3, Model);
        File.Delete(run.File("checkpoint-3", "config.json"));
        store.Save(4, Model);
        File.Delete(run.File("checkpoint-4", "complete.json"));
        store.Save(5, Model);
        File.WriteAllText(run.File("checkpoint-5", "complete.json"), "{\"step\":5");
        Model(Directory.CreateDirectory(run.File("checkpoint-best")).FullName);
        Assert.Equal(1, store.Latest()!.Step);
    }

    [Fact]
    public void RemoveHalfWritten_TakesOnlyTemporaryFolders()
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.Path);
        store.Save(1, Model);
        Model(Directory.CreateDirectory(run.File("checkpoint-2.tmp-77-abc")).FullName);
        Directory.CreateDirectory(run.File("checkpoint-mine"));
        Assert.Null(store.All().FirstOrDefault(one => one.Step == 2));
        Assert.Equal(1, store.RemoveHalfWritten());
        Assert.Equal(["checkpoint-1", "checkpoint-mine"], Directory.GetDirectories(run.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(2, 0, true, new long[] { 4, 5 })]
    [InlineData(1, 1, true, new long[] { 2, 5 })]
    [InlineData(1, 2, true, new long[] { 1, 2, 5 })]
    [InlineData(1, 1, false, new long[] { 3, 5 })]
    [InlineData(0, 0, true, new long[] { 5 })]
    [InlineData(9, 9, true, new long[] { 1, 2, 3, 4, 5 })]
    public void Prune_KeepsTheNewestAndTheBest(int last, int best, bool higher, long[] kept)
    {
        using var run = new TemporaryFolder();
        var store = new CheckpointStore(run.Path);
        double?[] metrics = [0.7, 0.9, 0.1, 0.7, null];
        for (int i = 0; i < metrics.Length; i++) store.Save(i + 1, Model, metrics[i]);
        store.Prune(last, best, higher);
        Assert.Equal(kept, StepsOf(store));
        Assert.Equal(kept.Length, Directory.GetFileSystemEntries(run.Path).Length);
    }
}

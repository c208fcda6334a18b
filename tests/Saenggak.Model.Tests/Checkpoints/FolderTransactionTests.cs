using System.Text;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Tests.Support;

namespace Saenggak.Model.Tests.Checkpoints;

public sealed class FolderTransactionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Commit_ReplacesAllTogether()
    {
        File.WriteAllText(folder["a"], "old");
        File.WriteAllText(folder["b"], "old");
        File.WriteAllText(folder["other"], "mine");
        var change = new FolderTransaction(folder.Path);
        change.Write("a", Text("new"));
        change.Remove("b");
        change.Remove("a");
        Assert.Equal("old", File.ReadAllText(folder["a"]));
        change.Commit();
        Assert.Equal(["a", "other"], Names());
        Assert.Equal("new", File.ReadAllText(folder["a"]));
    }

    [Fact]
    public void Abandon_LeavesTheOld()
    {
        File.WriteAllText(folder["a"], "old");
        var change = new FolderTransaction(folder.Path);
        change.Write("a", Text("new"));
        Assert.Throws<IOException>(() => change.Write("b", _ => throw new IOException("disk full")));
        change.Abandon();
        Assert.Equal(["a"], Names());
        Assert.Equal("old", File.ReadAllText(folder["a"]));
    }

    /// <summary>A process killed after the commitment has renamed some files and not others.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Recover_FinishesACommitmentCutAnywhere(int done)
    {
        foreach (string name in (string[])["a", "b", "c"]) File.WriteAllText(folder[name], "old");
        foreach (string name in (string[])["a", "b"]) File.WriteAllText(folder[name + ".tmp"], "new");
        File.WriteAllText(folder[FolderTransaction.ListName], """{"Write": ["a", "b"], "Remove": ["c"]}""");
        if (done > 0) File.Move(folder["a.tmp"], folder["a"], overwrite: true);
        if (done > 1) File.Move(folder["b.tmp"], folder["b"], overwrite: true);
        if (done > 2) File.Delete(folder["c"]);
        FolderTransaction.Recover(folder.Path);
        Assert.Equal(["a", "b"], Names());
        Assert.Equal(("new", "new"), (File.ReadAllText(folder["a"]), File.ReadAllText(folder["b"])));
    }

    [Fact]
    public void Recover_LeavesWhatWasNotCommitted()
    {
        File.WriteAllText(folder["a"], "old");
        File.WriteAllText(folder["a.tmp"], "half");
        FolderTransaction.Recover(folder.Path);
        Assert.Equal("old", File.ReadAllText(folder["a"]));
    }

    [Theory]
    [InlineData("""{"Write": [], "Remove": ["../victim"]}""")]
    [InlineData("""{"Write": ["/etc/x"], "Remove": []}""")]
    [InlineData("""{"Write": [""], "Remove": []}""")]
    [InlineData("""{"Write": []}""")]
    [InlineData("nonsense")]
    public void Recover_RefusesListsThatReachOutside(string list)
    {
        File.WriteAllText(folder[FolderTransaction.ListName], list);
        Assert.Contains("not a list", Assert.Throws<InvalidDataException>(() => FolderTransaction.Recover(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static Action<Stream> Text(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));

    private string[] Names() => [.. Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}

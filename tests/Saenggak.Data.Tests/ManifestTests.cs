using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class ManifestTests
{
    [Fact]
    public void Save_ThenLoad_GivesTheSame()
    {
        using var folder = new TempFolder();
        string recipe = "verb: data\nname: 문제\n";
        var manifest = new Manifest
        {
            Recipe = recipe,
            RecipeHash = Manifest.HashText(recipe),
            Verb = "data",
            Seeds = new Dictionary<string, long> { ["split"] = 7 },
            Inputs = Manifest.HashInputs([folder.Write("in.jsonl", "{}\n")]),
            Counts = new Dictionary<string, long> { ["rows/kept"] = 12 },
            Started = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero),
            DurationSeconds = 1.5,
            Finished = true,
        };
        manifest.Save(folder.Path);
        Manifest loaded = Manifest.TryLoad(folder.Path)!;
        Assert.Equivalent(manifest, loaded, strict: true);
        Assert.Contains("문제", File.ReadAllText(folder[Manifest.FileName]), StringComparison.Ordinal);
        // The well-known digest of "{}\n", computed with sha256sum.
        Assert.Equal("ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356", loaded.Inputs.Values.Single());
    }

    [Fact]
    public void IsFinished_OnlyForAFinishedManifestOfTheSameRecipe()
    {
        using var folder = new TempFolder();
        Assert.False(Manifest.IsFinished(folder.Path, "a"));
        var manifest = new Manifest { Recipe = "", RecipeHash = "a" };
        manifest.Save(folder.Path);
        Assert.False(Manifest.IsFinished(folder.Path, "a"));
        (manifest with { Finished = true }).Save(folder.Path);
        Assert.True(Manifest.IsFinished(folder.Path, "a"));
        Assert.False(Manifest.IsFinished(folder.Path, "b"));
    }

    [Theory]
    [InlineData("{\"half\":")]
    [InlineData("null")]
    [InlineData("{}")]
    public void TryLoad_BrokenFile_IsOneClearLine(string text)
    {
        using var folder = new TempFolder();
        folder.Write(Manifest.FileName, text);
        Assert.Contains("delete the file", Assert.Throws<InputException>(() => Manifest.TryLoad(folder.Path)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AtomicFile_WithoutCommit_LeavesNothing()
    {
        using var folder = new TempFolder();
        using (AtomicFile file = AtomicFile.Create(folder["a/b.txt"])) file.Stream.Write("x"u8);
        Assert.Empty(Directory.GetFiles(folder["a"]));
        AtomicFile.WriteAllText(folder["a/b.txt"], "글\n");
        Assert.Equal([.. "글\n"u8], File.ReadAllBytes(folder["a/b.txt"]));
    }
}

using Xunit;

namespace Saenggak.Testing;

/// <summary>Finds the real data that lies beside a developer's checkout (<c>../shared/data</c>) and skips a test, saying so, where it is absent.</summary>
public static class SharedData
{
    /// <summary>The repository root: the nearest folder above the test binary that holds Saenggak.slnx.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Full path of a file or folder under ../shared/data; skips the calling test when it is not there.</summary>
    public static string Require(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([RepositoryRoot, "..", "shared", "data", .. parts]));
        Skip.IfNot(Path.Exists(path), $"needs {path}, which is not here");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Saenggak.slnx"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no Saenggak.slnx above {AppContext.BaseDirectory}");
    }
}

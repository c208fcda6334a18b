using System.Diagnostics;
using System.Runtime.Versioning;
using Saenggak.Testing;

namespace Saenggak.Cli.Tests.Scripts;

/// <summary>Runs the launcher in a made-up checkout whose <c>dotnet</c> only pretends to build, so that no build starts inside a test.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    private const string Dotnet = """
        #!/bin/bash
        here=$(cat "$(dirname "$0")/root")
        case $1 in
            --version) echo 10.0.100 ;;
            build)
                [ ! -e "$here/broken" ] || { echo "A.cs(1,1): error CS1002: ; expected"; exit 1; }
                echo built >>"$here/builds"
                mkdir -p "$here/artifacts/bin/Saenggak.Cli/release"
                printf '#!/bin/bash\nprintf "<%%s>" "$@"; echo; [ "$1" != hold ] || { >"$2.held"; until [ -e "$2" ]; do sleep 0.05; done; }; exit 7\n' >"$here/artifacts/bin/Saenggak.Cli/release/saenggak"
                chmod +x "$here/artifacts/bin/Saenggak.Cli/release/saenggak" ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("saenggak-launcher-").FullName;

    public LauncherTests()
    {
        foreach (string name in new[] { "src", "scripts", "bin" }) Directory.CreateDirectory(In(name));
        foreach (string name in new[] { "global.json", "Directory.Build.props", "Directory.Packages.props", "src/A.cs" }) File.WriteAllText(In(name), "");
        foreach (string name in new[] { "saenggak", "scripts/build.sh" }) File.Copy(Path.Combine(SharedData.RepositoryRoot, name), In(name));
        File.WriteAllText(In("bin/dotnet"), Dotnet);
        File.WriteAllText(In("bin/root"), folder);
        // The libraries are "there": what the machine lacks is not this test's question.
        File.WriteAllText(In("bin/ldconfig"), "#!/bin/bash\necho libicuuc.so libdnnl.so\n");
        foreach (string name in new[] { "saenggak", "bin/dotnet", "bin/ldconfig" }) File.SetUnixFileMode(In(name), (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private int Builds => File.Exists(In("builds")) ? File.ReadAllLines(In("builds")).Length : 0;

    private async Task<(int Code, string Out, string Error)> Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment["PATH"] = $"{In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task FirstRun_BuildsAndLaterRunsDoNot()
    {
        Assert.Equal((7, "<a b><--x>\n", "saenggak: building (a minute the first time)\n"), await Run(In("saenggak"), "a b", "--x"));
        Assert.Equal((7, "<>\n", ""), await Run(In("saenggak"), ""));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task ChangedAndDeletedSources_AreBuiltAgain()
    {
        await Run(In("saenggak"));
        File.SetLastWriteTimeUtc(In("artifacts/program.stamp"), DateTime.UtcNow.AddMinutes(-1));
        File.WriteAllText(In("src/B.cs"), "");
        await Run(In("saenggak"));
        Assert.Equal(2, Builds);
        File.SetLastWriteTimeUtc(In("artifacts/program.stamp"), DateTime.UtcNow.AddMinutes(-1));
        File.Delete(In("src/B.cs"));
        await Run(In("saenggak"));
        Assert.Equal(3, Builds);
    }

    [Fact]
    public async Task ConcurrentFirstRuns_BuildOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Run(In("saenggak"), $"{i}")));
        Assert.Equal(["<0>\n", "<1>\n", "<2>\n", "<3>\n"], runs.Select(run => run.Out));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task Symlink_RunsTheCheckoutItPointsTo()
    {
        File.CreateSymbolicLink(In("link"), In("saenggak"));
        Assert.Equal("<x>\n", (await Run(In("link"), "x")).Out);
    }

    [Fact]
    public async Task BrokenBuild_ShowsTheCompilersWordsAndRunsNothing()
    {
        File.WriteAllText(In("broken"), "");
        var (code, output, error) = await Run(In("saenggak"));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("A.cs(1,1): error CS1002", error, StringComparison.Ordinal);
        Assert.EndsWith("saenggak: the build of src/Saenggak.Cli failed\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_LeavesACopyInUseAlone()
    {
        await Run(In("saenggak"));
        string copy = Directory.GetDirectories(In("artifacts/program"), "build-*").Single();
        var running = Run(In("saenggak"), "hold", In("go"));
        while (!File.Exists(In("go.held"))) await Task.Delay(20);
        File.SetLastWriteTimeUtc(In("src/A.cs"), DateTime.UtcNow.AddMinutes(1));
        await Run(In("saenggak"));
        Assert.True(File.Exists(Path.Combine(copy, "saenggak")));
        File.WriteAllText(In("go"), "");
        await running;
        await Run(In("saenggak"));
        Assert.False(Directory.Exists(copy));
    }

    [Theory]
    [InlineData("--help", 0, "./test Text Grading")]
    [InlineData("NoSuchRoom", 2, "no tests for the room \"NoSuchRoom\"; there are: Cli ")]
    [InlineData("--slow", 2, "unknown option --slow")]
    public async Task Test_SaysWhatItTakes(string argument, int expected, string text)
    {
        var (code, output, error) = await Run(Path.Combine(SharedData.RepositoryRoot, "test"), argument);
        Assert.Equal(expected, code);
        Assert.Contains(text, output + error, StringComparison.Ordinal);
    }
}

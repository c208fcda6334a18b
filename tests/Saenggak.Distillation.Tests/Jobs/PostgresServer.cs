using System.Diagnostics;
using System.Globalization;

namespace Saenggak.Distillation.Tests.Jobs;

/// <summary>A PostgreSQL of the tests' own, in a temporary folder and on a socket there alone. Tests are skipped where none is installed.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string? _programs = Programs();
    private readonly string _folder = "";

    public PostgresServer()
    {
        if (_programs is null) return;
        _folder = Directory.CreateTempSubdirectory("saenggak-pg-").FullName;
        // PostgreSQL refuses to run as root.
        if (Environment.IsPrivilegedProcess) Run("chown", "postgres", _folder);
        Server("initdb", "-D", Data, "-U", "saenggak", "-A", "trust", "-E", "UTF8", "--no-sync");
        Server("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-c listen_addresses='' -c fsync=off -k {_folder}", "start");
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The address of a queue; skips the calling test where there is no server.</summary>
    public string Address(string queue)
    {
        Skip.If(_programs is null, "needs PostgreSQL (initdb and pg_ctl under /usr/lib/postgresql), which is not here");
        return $"postgres://saenggak@/postgres?host={_folder}&queue={queue}";
    }

    public void Dispose()
    {
        if (_programs is null) return;
        Server("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Programs() => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin")).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private void Server(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs!, program);
        if (Environment.IsPrivilegedProcess) Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else Run(path, arguments);
    }

    // Its output goes nowhere: a server that inherits a pipe holds it open.
    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = _folder })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}

using Saenggak.Text;

namespace Saenggak.Cli.Stages;

/// <summary>
/// Keeps a second run out of a folder while one writes into it. The system drops the lock with the process, however that ends;
/// the file stays, since deleting it would let two runs in at once.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = ".lock";

    // EWOULDBLOCK on Linux; on Unix the number of the system's error is the HResult.
    private const int Taken = 11;

    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Makes the folder where it is missing, and locks it.</summary>
    /// <exception cref="InputException">Another run writes into it, or it cannot be a folder.</exception>
    public static RunLock Take(string folder)
    {
        for (string? at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at)) throw new InputException($"{folder}: {(at == Path.GetFullPath(folder) ? "is" : $"{at} is")} a file; expected a folder to write to, there or to be made.");
        }
        Directory.CreateDirectory(folder);
        try
        {
            return new RunLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == Taken)
        {
            throw new InputException($"{folder}: another run is writing into it; wait until it ends, or name another folder with --out.", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();
}

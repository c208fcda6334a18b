using System.IO.MemoryMappedFiles;

namespace Saenggak.Model.Safetensors;

/// <summary>
/// A whole file mapped read-only into memory; pages come in as they are touched. Weights may be used where they lie for longer than
/// the reader lives: the map ends with its last holder, the one who opened it among them.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private byte* address;
    private int holders = 1;

    private MappedFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, long length)
    {
        Path = path;
        this.map = map;
        this.view = view;
        Length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        address += view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    public byte* Address => address;

    /// <summary>Maps a file of at least <paramref name="minimumBytes"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The file is missing, a folder, unreadable, or too short.</exception>
    public static MappedFile Open(string path, long minimumBytes, string kind)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length < minimumBytes)
            {
                throw new InvalidDataException($"{path}: {length} bytes; expected {kind} of at least {minimumBytes}; copy or download the file again");
            }
            var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return new(path, map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path}: no such file; expected {kind}; check the path", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException($"{path}: cannot be read ({e.Message.TrimEnd('.')}); expected {kind}; check the path and its permissions", e);
        }
    }

    /// <summary>Counts one more holder, who calls <see cref="Dispose"/> once.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    public void Dispose()
    {
        if (address == null || Interlocked.Decrement(ref holders) > 0) return;
        address = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }
}

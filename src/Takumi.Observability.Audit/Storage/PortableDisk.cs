using Microsoft.Win32.SafeHandles;

namespace Takumi.Observability.Storage;

/// <summary>
/// Best effort where Linux's calls are missing: write-through files, whose failed writes .NET does report (a failed flush it does not).
/// A directory cannot be synced here, so a new segment's name may be lost with the power.
/// </summary>
internal sealed class PortableDisk : IDisk
{
    public IDiskFile Open(string path) => Guard("open", path, () => new PortableFile(Handle(path, FileShare.ReadWrite | FileShare.Delete), path));

    public byte[]? Read(string path) => File.Exists(path) ? Guard("read", path, () => File.ReadAllBytes(path)) : null;

    public IReadOnlyList<string> List(string directory) => !Directory.Exists(directory)
        ? []
        : Guard("list", directory, () => Directory.GetFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)).ToArray());

    public void CreateDirectory(string path) => Guard("mkdir", path, () => Directory.CreateDirectory(path));

    public void Rename(string from, string to) => Guard("rename", from, () => Done(() => File.Move(from, to, overwrite: true)));

    public void Delete(string path) => Guard("unlink", path, () => Done(() => File.Delete(path)));

    public void SyncDirectory(string path)
    {
        // Nothing to call: see the type's summary.
    }

    /// <remarks>The BCL doesn't say who owns a file: it counts as ours.</remarks>
    public FileOwnership? Ownership(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        return new FileOwnership(1, 1, File.GetUnixFileMode(path));
    }

    public IDiskFile? TryLock(string path)
    {
        try
        {
            return new PortableFile(Handle(path, FileShare.None), path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public string? RemoteFileSystem(string path) => null;

    private static SafeFileHandle Handle(string path, FileShare share) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, FileOptions.WriteThrough);

    private static bool Done(Action action)
    {
        action();
        return true;
    }

    private static T Guard<T>(string call, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiskException(call, path, e.Message, e);
        }
    }

    private sealed class PortableFile(SafeFileHandle handle, string path) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset)
        {
            var done = 0;
            while (done < buffer.Length && RandomAccess.Read(handle, buffer[done..], offset + done) is > 0 and var read)
                done += read;
            return done;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DiskException("write", path, e.Message, e);
            }
        }

        public void Sync() => RandomAccess.FlushToDisk(handle);

        public void SetLength(long length) => Guard("truncate", path, () => Done(() => RandomAccess.SetLength(handle, length)));

        public void Dispose() => handle.Dispose();
    }
}

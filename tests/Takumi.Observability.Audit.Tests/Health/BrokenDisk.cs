using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Health;

/// <summary>A real disk that takes nothing more while it is broken.</summary>
internal sealed class BrokenDisk(IDisk disk) : IDisk
{
    private volatile bool _isBroken;

    public bool IsBroken
    {
        get => _isBroken;
        set => _isBroken = value;
    }

    public IDiskFile Open(string path) => new BrokenFile(this, disk.Open(path));

    public byte[]? Read(string path) => disk.Read(path);

    public IReadOnlyList<string> List(string directory) => disk.List(directory);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string path) => disk.Delete(path);

    public void SyncDirectory(string path) => disk.SyncDirectory(path);

    public IDiskFile? TryLock(string path) => disk.TryLock(path) is { } file ? new BrokenFile(this, file) : null;

    public FileOwnership? Ownership(string path) => disk.Ownership(path);

    public string? RemoteFileSystem(string path) => disk.RemoteFileSystem(path);

    private void Refuse()
    {
        if (IsBroken)
            throw new DiskException("write", "the disk", "is broken");
    }

    private sealed class BrokenFile(BrokenDisk disk, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Refuse();
            file.Write(bytes, offset);
        }

        public void Sync()
        {
            disk.Refuse();
            file.Sync();
        }

        public void SetLength(long length)
        {
            disk.Refuse();
            file.SetLength(length);
        }

        public void Dispose() => file.Dispose();
    }
}

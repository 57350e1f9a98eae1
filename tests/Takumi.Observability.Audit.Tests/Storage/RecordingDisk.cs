using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Storage;

/// <summary>
/// A disk in memory that remembers what is not yet on stable storage: pages written and not synced, names made and not synced. It can lose its
/// power before any call, can fail any call, and then shows one of the states that a real disk may be in.
/// </summary>
/// <remarks>Stricter than ext4: every unsynced page and every unsynced name is kept or lost for itself, in any order.</remarks>
internal sealed class RecordingDisk : IDisk
{
    private readonly Dictionary<string, RecordedFile> _names = [];
    private readonly List<NameChange> _pending = [];
    private readonly HashSet<string> _locked = [];
    private readonly Dictionary<string, RecordedFile> _durableNames = [];

    /// <summary>Calls so far that change something or sync it.</summary>
    public int Calls { get; private set; }

    /// <summary>What the calls were, for a message about the one that was interrupted.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Number of the call, from 0, before which the power goes; -1 for never.</summary>
    public int PowerLossBefore { get; set; } = -1;

    /// <summary>Says whether a call fails, given its number and name; a failed sync leaves the disk in doubt.</summary>
    public Func<int, string, bool> Fails { get; set; } = static (_, _) => false;

    /// <summary>Chooses among n outcomes of a failed sync.</summary>
    public Func<int, int> Choose { get; set; } = static _ => 0;

    /// <summary>A disk with what this one holds after a power loss, each unsynced change kept, lost or zeroed as chosen.</summary>
    public RecordingDisk AfterPowerLoss(Func<int, int> choose)
    {
        var names = new Dictionary<string, RecordedFile>(_durableNames);
        foreach (var change in _pending)
        {
            if (choose(2) == 0)
                change.ApplyTo(names);
        }

        var contents = names.Values.Distinct().ToDictionary(file => file, file => RecordedFile.Holding(file.Settle(choose)));
        var disk = new RecordingDisk();
        foreach (var (name, file) in names)
            disk._names[name] = disk._durableNames[name] = contents[file];
        return disk;
    }

    /// <summary>The process was killed: its locks are gone, the page cache with its unsynced and its falsely clean pages stays.</summary>
    public RecordingDisk AfterKill()
    {
        _locked.Clear();
        return this;
    }

    public IEnumerable<string> Files => _names.Keys;

    public IDiskFile Open(string path)
    {
        if (!_names.TryGetValue(path, out var file))
        {
            Step("open", path);
            file = new RecordedFile();
            Change(new NameChange(null, path, file));
        }

        return new OpenFile(this, path, file);
    }

    public byte[]? Read(string path) => _names.TryGetValue(path, out var file) ? file.Cached : null;

    public IReadOnlyList<string> List(string directory) =>
        [.. _names.Keys.Where(name => Path.GetDirectoryName(name) == directory).Select(name => Path.GetFileName(name))];

    public void CreateDirectory(string path)
    {
        // Directories cost nothing here and are never lost: the journal syncs their names before it needs them.
    }

    public void Rename(string from, string to)
    {
        Step("rename", from);
        Change(new NameChange(from, to, _names[from]));
    }

    public void Delete(string path)
    {
        Step("unlink", path);
        Change(new NameChange(path, null, _names[path]));
    }

    public void SyncDirectory(string path)
    {
        Step("fsync", path);
        foreach (var change in _pending.Where(change => change.Directory == path))
            change.ApplyTo(_durableNames);
        _pending.RemoveAll(change => change.Directory == path);
    }

    public IDiskFile? TryLock(string path) => _locked.Add(path) ? new OpenFile(this, path, new RecordedFile(), locked: true) : null;

    public FileOwnership? Ownership(string path) => null;

    /// <summary>The name of the remote file system that everything lies on; null for a local disk.</summary>
    public string? Remote { get; set; }

    public string? RemoteFileSystem(string path) => Remote;

    private void Change(NameChange change)
    {
        change.ApplyTo(_names);
        _pending.Add(change);
    }

    private void Step(string call, string path)
    {
        if (Calls == PowerLossBefore)
            throw new PowerLossException();
        Log.Add($"{call} {Path.GetFileName(path)}");
        if (Fails(Calls++, call))
            throw new DiskException(call, path, "injected");
    }

    private sealed record NameChange(string? From, string? To, RecordedFile File)
    {
        public string Directory { get; } = Path.GetDirectoryName(To ?? From)!;

        public void ApplyTo(Dictionary<string, RecordedFile> names)
        {
            if (From is not null)
                names.Remove(From);
            if (To is not null)
                names[To] = File;
        }
    }

    private sealed class OpenFile(RecordingDisk disk, string path, RecordedFile file, bool locked = false) : IDiskFile
    {
        public long Length => file.Cached.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            if (offset >= file.Cached.Length)
                return 0;
            var available = file.Cached.AsSpan((int)offset);
            available = available[..Math.Min(available.Length, buffer.Length)];
            available.CopyTo(buffer);
            return available.Length;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (locked)
                return;
            try
            {
                disk.Step("pwrite", path);
            }
            catch (DiskException)
            {
                // A failed write may have written a part.
                file.Write(bytes[..disk.Choose(bytes.Length + 1)].ToArray(), offset);
                throw;
            }

            file.Write(bytes.ToArray(), offset);
        }

        public void Sync()
        {
            try
            {
                disk.Step("fdatasync", path);
            }
            catch (DiskException)
            {
                file.FailSync(disk.Choose);
                throw;
            }

            file.Sync();
        }

        public void SetLength(long length)
        {
            if (locked)
                return;
            disk.Step("ftruncate", path);
            file.SetLength(length);
        }

        public void Dispose()
        {
            if (locked)
                disk._locked.Remove(path);
        }
    }
}

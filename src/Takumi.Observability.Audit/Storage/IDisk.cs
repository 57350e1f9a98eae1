namespace Takumi.Observability.Storage;

/// <summary>
/// Every call by which the journal touches a disk. Each member says what has reached stable storage when it returns; nothing else has.
/// All of them throw <see cref="DiskException"/>. Behind an interface so that a test can be the disk that loses power.
/// </summary>
internal interface IDisk
{
    /// <summary>Opens a file for reading and writing, creating it (mode 0600). Nothing is durable: neither the file nor its name.</summary>
    IDiskFile Open(string path);

    /// <summary>The whole content, or null if there is no such file.</summary>
    byte[]? Read(string path);

    /// <summary>Names of the entries of a directory, in any order; empty if there is none.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>
    /// Creates a directory (mode 0700) unless it is there. Its name is durable after <see cref="SyncDirectory"/> on the parent; those of
    /// ancestors that were missing as well are durable on return.
    /// </summary>
    void CreateDirectory(string path);

    /// <summary>Renames within one directory, replacing. Durable after <see cref="SyncDirectory"/>; until then a crash shows either name, never none.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file. Durable after <see cref="SyncDirectory"/>.</summary>
    void Delete(string path);

    /// <summary>All names created, renamed or removed in this directory before the call are durable.</summary>
    void SyncDirectory(string path);

    /// <summary>Takes an exclusive advisory lock on a file, creating it; null if another holds it. Ends with the process at the latest.</summary>
    IDiskFile? TryLock(string path);

    /// <summary>Who owns a file that is there, and who may do what with it; null where the platform has no such thing.</summary>
    FileOwnership? Ownership(string path);

    /// <summary>The name of the network or user-space file system that the path is on; null for a local disk.</summary>
    string? RemoteFileSystem(string path);
}

using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Sealing;

/// <summary>
/// The directory with the keys of persons, one file each, wrapped. A file's name is a keyed hash of the person's id, so that nobody reads from it
/// who is known here. What a call returns is durable. Thread safe as far as different persons go; <see cref="SubjectKeys"/> sees to the rest.
/// </summary>
/// <param name="disk">Where it lies.</param>
/// <param name="directory">Of the keys alone.</param>
/// <param name="kek">Wraps them.</param>
/// <param name="kekName">What set that key, for messages.</param>
internal sealed class KeyStore(IDisk disk, string directory, IKeyEncryptionKey kek, string kekName = "The key-encryption key") : IDisposable
{
    public const string KeySuffix = ".key";

    private const string NamesFile = "names" + KeySuffix;
    private const int NameBytes = 16;

    private readonly Lock _doubt = new();
    private readonly ReaderWriterLockSlim _storing = new(); // read by who stores a key, written by who closes the store
    private readonly Dictionary<string, byte[]> _erasing = new(StringComparer.Ordinal);
    private byte[]? _namingKey;
    private IDiskFile? _lock;
    private bool _namesInDoubt;
    private volatile bool _closed;

    /// <summary>Reads the key that names are made with; false if the store is new. Changes nothing, so that a wrong key-encryption key is found before anything is begun.</summary>
    /// <exception cref="InvalidOperationException">The key-encryption key is not that of this store.</exception>
    /// <exception cref="InvalidDataException">The file is none of a key store.</exception>
    public async ValueTask<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        var path = Path.Join(directory, NamesFile);
        if (disk.Read(path) is not { } bytes)
            return false;
        try
        {
            _namingKey = await WrappedKey.Parse(path, bytes).UnwrapAsync(new byte[NameBytes], kek, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException($"{kekName} does not open the key store '{directory}'; allowed: the key that it was made with. {e.Message}", e);
        }
    }

    /// <summary>Takes the store for writing, and makes it if it is new.</summary>
    /// <exception cref="InvalidOperationException">Another process has it.</exception>
    /// <exception cref="DiskException">The disk refused.</exception>
    public async ValueTask OpenAsync(bool allowRemote, CancellationToken cancellationToken)
    {
        disk.EnsureDirectory(directory);
        if (!allowRemote && disk.RemoteFileSystem(directory) is { } name)
            throw new InvalidOperationException($"The key store '{directory}' is on {name}, which does not promise that a synced key stays. Allowed: a local disk, or AllowRemoteFileSystem.");
        _lock = disk.TryLock(Path.Join(directory, "lock"))
            ?? throw new InvalidOperationException($"The key store '{directory}' is in use by another process. A key store belongs to one journal.");
        // A killed process may have left names that no disk has yet: from here on each name that is seen stays.
        disk.SyncDirectory(directory);
        if (await TryReadAsync(cancellationToken).ConfigureAwait(false))
            return;
        if (disk.List(directory).Any(IsKeyFile))
            throw new InvalidOperationException($"The key store '{directory}' has keys but no {NamesFile}: restore it.");
        var made = RandomNumberGenerator.GetBytes(SubjectKey.KeyBytes);
        disk.Replace(Path.Join(directory, NamesFile), (await WrappedKey.WrapAsync(made, new byte[NameBytes], kek, cancellationToken).ConfigureAwait(false)).ToBytes());
        _namingKey = made;
    }

    /// <summary>The key of a person; null if there is none.</summary>
    /// <exception cref="CryptographicException">The file cannot be unwrapped.</exception>
    public async ValueTask<SubjectKey?> FindAsync(string subject, CancellationToken cancellationToken)
    {
        lock (_doubt)
        {
            if (_namesInDoubt)
                disk.SyncDirectory(directory);
            _namesInDoubt = false;
        }

        var name = NameOf(SubjectDigest.Of(subject));
        return Find(name) is { } wrapped ? await UnwrapAsync(wrapped, name, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Makes a key for a person who has none. On return it is durable.</summary>
    /// <exception cref="DiskException">It may be there or not. No record was sealed with it.</exception>
    public async ValueTask<SubjectKey> CreateAsync(string subject, CancellationToken cancellationToken)
    {
        var name = NameOf(SubjectDigest.Of(subject));
        var key = RandomNumberGenerator.GetBytes(SubjectKey.KeyBytes);
        try
        {
            var wrapped = await WrappedKey.WrapAsync(key, name, kek, cancellationToken).ConfigureAwait(false);
            Replace(PathOf(name), wrapped.ToBytes());
            return new SubjectKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Destroys a person's key. On return its name is gone for good from this disk; what backups and worn flash cells hold is not ours to promise.</summary>
    /// <param name="subject">The <see cref="SubjectDigest"/>.</param>
    /// <returns>The id of the key; null if there was none.</returns>
    /// <exception cref="DiskException">It may be gone or not: try again.</exception>
    /// <exception cref="InvalidDataException">The file was none of a key store; it is gone.</exception>
    public string? Erase(byte[] subject)
    {
        var path = PathOf(NameOf(subject));
        if (disk.Read(path) is { } bytes)
        {
            _erasing[path] = bytes;
            disk.Delete(path);
        }

        disk.SyncDirectory(directory); // also when it is gone already: a call before may have failed here, and what it erased is told by this one
        return _erasing.Remove(path, out var erased) ? WrappedKey.Parse(path, erased).KeyId : null;
    }

    /// <summary>The name of the file of every key, by key id.</summary>
    public Dictionary<string, byte[]> Index()
    {
        var index = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in disk.List(directory).Where(IsKeyFile))
        {
            var path = Path.Join(directory, file);
            if (disk.Read(path) is { } bytes)
                index[WrappedKey.Parse(path, bytes).KeyId] = Convert.FromHexString(file.AsSpan(0, 2 * NameBytes));
        }

        return index;
    }

    /// <summary>A file as it is; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It is none of a key store.</exception>
    public WrappedKey? Find(ReadOnlyMemory<byte> name)
    {
        var path = PathOf(name);
        return disk.Read(path) is { } bytes ? WrappedKey.Parse(path, bytes) : null;
    }

    /// <summary>The key in a file.</summary>
    /// <exception cref="CryptographicException">It cannot be unwrapped, or was wrapped for another file.</exception>
    public async ValueTask<SubjectKey> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> name, CancellationToken cancellationToken)
    {
        var key = await wrapped.UnwrapAsync(name, kek, cancellationToken).ConfigureAwait(false);
        try
        {
            return new SubjectKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Gives the store to whoever wants it next, as soon as no key is being stored: it would replace one that the next owner makes. One that is being made just now is not stored any more.</summary>
    public void Dispose()
    {
        _storing.EnterWriteLock();
        _closed = true;
        _storing.ExitWriteLock();
        CryptographicOperations.ZeroMemory(_namingKey);
        _lock?.Dispose();
    }

    private void Replace(string path, byte[] content)
    {
        _storing.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            disk.Replace(path, content);
        }
        catch (DiskException)
        {
            lock (_doubt)
                _namesInDoubt = true; // it may have been renamed and not synced: whoever finds it must not take it for durable
            throw;
        }
        finally
        {
            _storing.ExitReadLock();
        }
    }

    private static bool IsKeyFile(string name) =>
        name.Length == 2 * NameBytes + KeySuffix.Length && name.EndsWith(KeySuffix, StringComparison.Ordinal)
        && TextForms.Fits(Encoding.UTF8.GetBytes(name[..(2 * NameBytes)]), MemberType.Id);

    private byte[] NameOf(byte[] subject) => HMACSHA256.HashData(_namingKey!, subject)[..NameBytes];

    private string PathOf(ReadOnlyMemory<byte> name) => Path.Join(directory, Convert.ToHexStringLower(name.Span) + KeySuffix);
}

using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Keeps the newest note of each log as <c>&lt;log id&gt;.note</c> in a directory, and those that handed it over to another key as <c>&lt;log id&gt;-&lt;size&gt;.note</c>: one on another machine's disk, or on a volume that this service's
/// administrators can't write otherwise. In the same place as the journal it proves nothing.
/// </summary>
public sealed class FileAuditAnchor : IAuditAnchor
{
    private readonly IDisk _disk;
    private readonly string _directory;

    /// <param name="directory">Created if it is missing. May be on a network file system.</param>
    /// <param name="name">The anchor's name in logs and metrics.</param>
    public FileAuditAnchor(string directory, string name = "file")
        : this(LocalDisk.Open(), directory, name)
    {
    }

    internal FileAuditAnchor(IDisk disk, string directory, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _disk = disk;
        _directory = Path.GetFullPath(directory);
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) =>
        await Task.Run<ReadOnlyMemory<byte>?>(() => _disk.Read(PathOf(origin)) is { } note ? note.AsMemory() : default(ReadOnlyMemory<byte>?), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The anchor holds a checkpoint with more records: it is never set back.</exception>
    public async ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        await Task.Run(() => Store(checkpoint), cancellationToken).ConfigureAwait(false);
    }

    private void Store(AuditCheckpoint checkpoint)
    {
        _disk.EnsureDirectory(_directory);
        var path = PathOf(checkpoint.Origin);
        if (StoredNote.Parse(_disk.Read(path), path)?.Checkpoint.Size is { } held && held > checkpoint.Size)
            throw new InvalidOperationException($"Anchor {path} holds a checkpoint over {held} records and is not set back to {checkpoint.Size}.");
        if (StoredNote.Parse(checkpoint.Note.ToArray(), path)?.Checkpoint.NextKey is not null)
            _disk.Replace(PathOf(checkpoint.Origin, "-" + JournalLayout.Number(checkpoint.Size)), checkpoint.Note.Span);
        _disk.Replace(path, checkpoint.Note.Span);
    }

    private string PathOf(string origin, string suffix = "")
    {
        var logId = origin[(origin.LastIndexOf('/') + 1)..];
        if (!TextForms.Fits(System.Text.Encoding.UTF8.GetBytes(logId), MemberType.Id))
            throw new ArgumentException($"'{origin}' does not end with a log id.", nameof(origin));
        return Path.Join(_directory, logId + suffix + JournalLayout.NoteSuffix);
    }
}

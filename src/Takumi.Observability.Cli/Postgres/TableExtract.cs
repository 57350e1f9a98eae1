using Takumi.Observability.Format;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Postgres;

/// <summary>
/// The rows of one log written out as a journal, in a temporary directory that only this user can read, so that the one verifier there is judges both.
/// Leaf hashes come from their column: a claim like those in a journal, that names the altered line.
/// </summary>
internal sealed class TableExtract : IDisposable
{
    private const long SegmentBytes = 64 * 1024 * 1024;

    private readonly JournalLayout _layout = new(Directory.CreateTempSubdirectory("takumi-verify-").FullName);
    private FileStream? _segment;
    private FileStream? _leaves;

    public string Root => _layout.Root;

    /// <summary>Up to where the log was shipped.</summary>
    public long Shipped { get; private set; }

    /// <summary>Checkpoints over more records than were shipped.</summary>
    public int NotesAhead { get; private set; }

    /// <summary>The first row whose columns are not those of its line.</summary>
    public AuditFault? ColumnFault { get; private set; }

    public int FaultyRows { get; private set; }

    public static async Task<TableExtract> WriteAsync(AuditTableReader table, string log, CancellationToken cancellationToken)
    {
        var extract = new TableExtract();
        try
        {
            Directory.CreateDirectory(extract._layout.Segments);
            Directory.CreateDirectory(extract._layout.Checkpoints);
            Directory.CreateDirectory(extract._layout.Handovers);
            extract.Shipped = await table.ShippedAsync(log, cancellationToken);
            await foreach (var (size, note) in table.NotesAsync(log, cancellationToken))
                await extract.AddNoteAsync(size, note, cancellationToken);
            long next = 0;
            await foreach (var row in table.EventsAsync(log, cancellationToken))
            {
                extract.Add(row, isNext: row.Sequence == next);
                next = row.Sequence + 1;
            }

            extract.CloseSegment();
            return extract;
        }
        catch
        {
            extract.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        CloseSegment();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>A checkpoint reaches the table before the rows it covers may: as long as they are not shipped, it says nothing of the table.</summary>
    private async Task AddNoteAsync(long size, byte[] note, CancellationToken cancellationToken)
    {
        if (size > Shipped)
        {
            NotesAhead++;
            return;
        }

        await File.WriteAllBytesAsync(_layout.Note(size), note, cancellationToken);
        if (HandsOver(note))
            await File.WriteAllBytesAsync(_layout.Handover(size), note, cancellationToken);
    }

    /// <summary>Whether the log passes to another key by it: the verifier looks for those in a place of their own.</summary>
    private static bool HandsOver(byte[] note) => SignedNote.TryParse(note, out var parsed, out _) && Checkpoint.TryParse(parsed.Text, out var checkpoint) && checkpoint.NextKey is not null;

    private void Add(StoredRow row, bool isNext)
    {
        if (row.Fault() is { } fault)
        {
            FaultyRows++;
            ColumnFault ??= new AuditFault(row.Sequence, row.Sequence, null, null, null, fault);
        }

        if (_segment is null || (isNext && _segment.Length > SegmentBytes))
            OpenSegment(row.Sequence);
        _segment!.Write(row.Line);
        _segment.WriteByte((byte)'\n');
        _leaves!.Write(row.LeafHash);
    }

    private void OpenSegment(long first)
    {
        CloseSegment();
        _segment = new FileStream(_layout.Segment(first), FileMode.CreateNew, FileAccess.Write, FileShare.None, 256 * 1024);
        _leaves = new FileStream(_layout.Leaves(first), FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024);
    }

    private void CloseSegment()
    {
        _segment?.Dispose();
        _leaves?.Dispose();
    }
}

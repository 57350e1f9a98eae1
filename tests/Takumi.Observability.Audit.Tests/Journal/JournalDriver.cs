using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>Drives a journal step by step, without threads, and keeps a ledger of what callers would have been told.</summary>
internal sealed class JournalDriver : IDisposable
{
    public const string Directory = "/journal";

    private static readonly EcdsaNoteSigner s_signer = EcdsaNoteSigner.Generate();

    private readonly SettableClock _time = new();
    private readonly JournalSettings _settings;

    private readonly IDisk _disk;

    public JournalDriver(IDisk disk, Ledger? ledger = null, Func<Genesis?, IReadOnlyList<KnownTree>>? known = null, long segmentBytes = 1 << 20, string directory = Directory, int keepCheckpoints = 0)
    {
        _disk = disk;
        Ledger = ledger ?? new Ledger();
        _settings = new JournalSettings { Directory = directory, Service = "test", SegmentBytes = segmentBytes, KeepCheckpoints = keepCheckpoints };
        Backlog = new RecordBacklog(Losses);
        Writer = new JournalWriter(disk, _settings, known ?? (_ => Newest()), Losses, _time, NullLogger.Instance);
        Owner = new JournalOwner(disk, _settings, Writer, _time, NullLogger.Instance);
    }

    public Ledger Ledger { get; }

    public JournalWriter Writer { get; }

    public JournalOwner Owner { get; }

    public RecordLosses Losses { get; } = new();

    public RecordBacklog Backlog { get; }

    public JournalDriver Start()
    {
        Owner.Start(CancellationToken.None);
        return this;
    }

    /// <summary>Records that are awaited together, each with so many bytes of text; one batch.</summary>
    public void Record(params int[] sizes)
    {
        var waiters = sizes.Select(size =>
        {
            var id = AuditRecordId.New();
            var waiter = new RecordWaiter(id);
            Backlog.Add(Pending(id, size, waiter));
            return (id, waiter);
        }).ToList();
        try
        {
            Writer.Write(Backlog);
        }
        finally
        {
            foreach (var (id, waiter) in waiters)
                Note(id, waiter.Task);
        }
    }

    public void RecordBestEffort(int size = 10) => Backlog.Add(Pending(AuditRecordId.New(), size, null));

    public void Checkpoint()
    {
        if (Writer.Head() is not { } head)
            return;
        var origin = Writer.Genesis!.Origin;
        var note = SignedNote.SignAsync(new Checkpoint(origin, head.Size, head.Root).ToText(), origin, s_signer, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Owner.WriteNote(head.Size, note);
    }

    /// <summary>Lets so much time go by that a failed disk is tried again.</summary>
    public void WaitForRetry() => Wait(_settings.RetryMaximum);

    public void Wait(TimeSpan time)
    {
        _time.Advance(time);
        Writer.Tick();
    }

    /// <summary>Somebody sets the machine's clock back; time goes on all the same.</summary>
    public void SetClockBack(TimeSpan by) => _time.Set -= by;

    public JournalOracle Read() => JournalOracle.Read(_disk, _settings.Directory);

    public void Dispose()
    {
        Writer.Dispose();
        Owner.Dispose();
    }

    private IReadOnlyList<KnownTree> Newest() => CheckpointFiles.Newest(_disk, new JournalLayout(_settings.Directory)) is { Checkpoint: var newest } note
        ? [new KnownTree(newest.Size, newest.Root, note.Path)]
        : [];

    private static PendingRecord Pending(AuditRecordId id, int size, RecordWaiter? waiter) =>
        PendingRecord.Of(EventLineTests.Record(EventLineTests.Minimal with { UserId = new string('x', size) }) with { Id = id }, waiter);

    private void Note(AuditRecordId id, Task<AuditPosition> task)
    {
        if (task.IsCompletedSuccessfully)
            Ledger.Acknowledged.Add(id.ToString(), task.Result.Sequence);
        else if (task.Exception?.InnerException is AuditException failure)
            Ledger.Failed(failure);
        else
            Ledger.Unknown.Add(id.ToString());
    }
}

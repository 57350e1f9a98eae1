using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// The journal's one thread and the doors to it. All disk calls happen on this thread; callers only make their line and leave it in the
/// mailbox. While one batch is being synced the next one gathers, so one sync serves all who wait.
/// </summary>
internal sealed class JournalThread : IDisposable
{
    private readonly JournalWriter _writer;
    private readonly JournalOwner _owner;
    private readonly Mailbox _mailbox;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _lockWait = new();
    private readonly TaskCompletionSource<Genesis> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refusal;
    private volatile bool _started;
    private volatile bool _stopping;
    private volatile bool _ending;

    public JournalThread(IDisk disk, JournalSettings settings, Func<Genesis?, IReadOnlyList<KnownTree>> knownTrees, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _mailbox = new Mailbox(settings.QueueCapacity);
        _writer = new JournalWriter(disk, settings, knownTrees, Losses, time, logger);
        _owner = new JournalOwner(disk, settings, _writer, time, logger);
        Requests.Accept("checkpoint", _ =>
        {
            CheckpointWanted();
            return RequestOutcome.Done();
        });
        _thread = new Thread(Run) { IsBackground = true, Name = "Takumi audit journal" };
    }

    /// <summary>How far the journal is durable.</summary>
    public DurableEnd Durable { get; } = new();

    /// <summary>Raised on the journal's thread when a checkpoint should not wait for its interval.</summary>
    public Action CheckpointWanted { get; set; } = static () => { };

    /// <summary>What others may ask for by request files; to be completed before <see cref="StartAsync"/>.</summary>
    public RequestDesk Requests => _owner.Requests;

    /// <summary>Completes when the start record is durable, or fails with what the open failed with. Records given before that are written after it.</summary>
    /// <param name="refusal">Why it must not be opened, known before: the open fails with it, and so does every record, given before or later.</param>
    public Task<Genesis> StartAsync(Exception? refusal = null)
    {
        _refusal = refusal;
        _started = true;
        _thread.Start();
        return _opened.Task;
    }

    /// <summary>Completes when the record is durable.</summary>
    /// <exception cref="AuditException">It is not, or nobody knows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was begun: it is not written.</exception>
    public async ValueTask<AuditPosition> WriteAsync(AuditRecord record, IReadOnlyDictionary<string, object?>? sealedMembers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingRecord pending;
        var waiter = new RecordWaiter(record.Id);
        try
        {
            pending = PendingRecord.Of(record, waiter, sealedMembers);
        }
        catch (InvalidRecordException e)
        {
            throw new AuditException(AuditFailure.NotWritten, record.Id, $"Audit record {record.Id}: {e.Message}", e);
        }

        using var cancelled = cancellationToken.UnsafeRegister(static (waiter, token) => ((RecordWaiter)waiter!).Cancel(token), waiter);
        if (!_mailbox.TryAddAwaited(pending))
            waiter.Fail(AuditFailure.NotWritten, "the journal is closed.");
        return await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Leaves the record for the next batch; false if it is lost, which is counted and journaled.</summary>
    public bool TryWrite(AuditRecord record, IReadOnlyDictionary<string, object?>? sealedMembers = null)
    {
        try
        {
            var pending = PendingRecord.Of(record, waiter: null, sealedMembers);
            if (_mailbox.TryAddBestEffort(pending))
                return true;
            pending.Release();
            Losses.QueueFull();
        }
        catch (InvalidRecordException e)
        {
            Losses.Refused(e);
        }

        return false;
    }

    /// <summary>Best-effort records lost since the start, by whoever lost them.</summary>
    public RecordLosses Losses { get; } = new();

    /// <summary>The tree over all durable records; null while the journal cannot say.</summary>
    public Task<(long Size, MerkleHash Root)?> HeadAsync() => CallAsync(() => _writer.Head());

    /// <summary>Puts a signed note in place.</summary>
    /// <exception cref="DiskException">It is not there for certain.</exception>
    public Task WriteNoteAsync(long size, ReadOnlyMemory<byte> note, bool isHandover) => CallAsync(() =>
    {
        _owner.WriteNote(size, note.Span, isHandover);
        return true;
    });

    /// <summary>Whether a hold stands. Asked beside the journal's thread, for a look ahead: the thread looks again.</summary>
    public bool IsHeld => _owner.IsHeld;

    /// <summary>Closes the segment and begins the next.</summary>
    public Task RotateAsync() => CallAsync(_writer.TryRotate);

    /// <summary>Removes the segments that end at <paramref name="end"/> or before, which the record at <paramref name="sequence"/> says and a note covers; none while a hold stands.</summary>
    public Task<bool> DropAsync(long end, long sequence) => CallAsync(() => _owner.TryDrop(end, sequence));

    /// <summary>Appends a record of the journal's own and gives its sequence; null if the disk refused, and it is then to be tried again.</summary>
    public Task<long?> AppendAsync(RecordKind kind, Action<LineBuilder> write) =>
        CallAsync(() => _writer.NextSequence is var sequence && _writer.TryAppend(kind, write) ? sequence : (long?)null);

    /// <summary>Refuses all records from now on.</summary>
    public void Refuse(string reason) => _mailbox.TryCall(() => _writer.Refuse(reason));

    /// <summary>Ends the wait for another owner's lock, unless a record waits for it as well: nothing else is worth it to a journal that is to stop.</summary>
    public void EndLockWait()
    {
        if (!_mailbox.HasRecords)
            _lockWait.Cancel();
    }

    /// <summary>Writes what has been recorded, then the stop record. Heads and notes can still be asked for until <see cref="Dispose"/>.</summary>
    public Task StopAsync()
    {
        _mailbox.Close();
        _stopping = true; // in this order: who sees it finds in the mailbox all that was ever taken
        _mailbox.Close(); // wakes the thread once more
        return _stopped.Task;
    }

    /// <summary>Ends the thread, after the stop that was asked for, and gives the lock back.</summary>
    public void Dispose()
    {
        _lockWait.Cancel();
        _ending = true;
        _mailbox.Close();
        if (_started)
            _thread.Join();
        else
            _mailbox.End();
        _writer.Dispose();
        _owner.Dispose();
        _lockWait.Dispose();
    }

    private Task<T> CallAsync<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isAsked = _mailbox.TryCall(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return isAsked ? done.Task : Task.FromException<T>(new ObjectDisposedException(nameof(JournalThread)));
    }

    private void Run()
    {
        var backlog = new RecordBacklog(Losses);
        try
        {
            if (_refusal is not null)
                ExceptionDispatchInfo.Throw(_refusal);
            _owner.Start(_lockWait.Token);
            Durable.Advance(_writer.NextSequence);
            _opened.SetResult(_writer.Genesis!);
            Loop(backlog);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == _lockWait.Token)
        {
            _opened.SetCanceled(e.CancellationToken); // nothing is wrong with a journal that another owner still has
        }
        catch (Exception e)
        {
            // Nothing above this thread could take the exception; the journal is over, and everybody who waits must hear of it.
            if (!_opened.TrySetException(e))
                _logger.LogCritical(e, "The audit journal's thread ended.");
            _writer.Refuse(e.Message);
            backlog.Abandon($"the journal's thread ended: {e.Message}");
        }

        _mailbox.End();
        _writer.Close();
        var spare = new List<PendingRecord>();
        foreach (var call in _mailbox.Take(backlog, ref spare, TimeSpan.Zero))
            call();
        _writer.Write(backlog);
        Durable.Close();
        _stopped.TrySetResult();
    }

    private void Loop(RecordBacklog backlog)
    {
        var spare = new List<PendingRecord>();
        while (!_ending || (_stopping && !_stopped.Task.IsCompleted))
        {
            var stopping = _stopping;
            foreach (var call in _mailbox.Take(backlog, ref spare, _writer.UntilDue(backlog.Count > 0)))
                call();
            if (_writer.Tick())
                CheckpointWanted();
            _writer.Write(backlog);
            Durable.Advance(_writer.NextSequence);
            if (backlog.TakeReleased() is > 0 and var released)
                _mailbox.Release(released);
            _owner.ServeRequests();
            if (stopping && !_stopped.Task.IsCompleted)
                Stop(backlog);
        }
    }

    private void Stop(RecordBacklog backlog)
    {
        _writer.Stop(backlog);
        Durable.Advance(_writer.NextSequence);
        Durable.Close();
        _stopped.TrySetResult();
    }
}

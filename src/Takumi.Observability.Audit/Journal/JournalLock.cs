using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>One writer a journal: an advisory lock that the kernel drops with the process.</summary>
internal static class JournalLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    // Containers may share pid and host name: only this tells an owner in this process from one elsewhere.
    private static readonly string s_process = AuditRecordId.New().ToString();

    /// <summary>Takes the lock, waiting for another owner as long as allowed. Called by the journal's own thread, which it blocks.</summary>
    /// <exception cref="JournalRefusedException">Somebody else has it, or it can't be taken here at all.</exception>
    /// <exception cref="DiskException">The disk refused the owner's name; the lock is given back.</exception>
    public static IDiskFile Take(IDisk disk, JournalLayout layout, TimeSpan wait, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (TryLock(disk, layout) is { } held)
                return Signed(held);

            // Once is not enough: who looks whether there is an owner holds a shared lock for a moment.
            if (attempt > 1 && time.GetElapsedTime(began) >= wait)
            {
                throw new JournalRefusedException(
                    $"The journal {layout.Root} is in use by {Owner(disk, layout)}. A journal has one writer; WaitForLock (now {wait}) lets a rolling deploy wait for the old one.");
            }

            cancellation.WaitHandle.WaitOne(s_pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static IDiskFile? TryLock(IDisk disk, JournalLayout layout)
    {
        try
        {
            return disk.TryLock(layout.LockFile);
        }
        catch (DiskException e)
        {
            throw new JournalRefusedException(
                $"The journal {layout.Root} can't be locked, and without its lock two processes might write it. {e.Message}. Allowed: a file system with flock(2), and a file 'lock' that this user may write.", e);
        }
    }

    /// <summary>Writes into the lock who has it. A disk that refuses that gets the lock back: nobody else would.</summary>
    private static IDiskFile Signed(IDiskFile held)
    {
        try
        {
            held.SetLength(0);
            held.Write(Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Environment.MachineName} {s_process}\n"), 0);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static string Owner(IDisk disk, JournalLayout layout) => Words(disk, layout) switch
    {
        [_, _, var process, ..] when process == s_process => "another journal of this process, which was opened twice or is not disposed yet",
        [var pid, var host, ..] => $"another process (pid and host: {pid} {host})",
        _ => "another owner, who can't be told",
    };

    private static string[] Words(IDisk disk, JournalLayout layout)
    {
        try
        {
            return disk.Read(layout.LockFile) is { } bytes ? Encoding.UTF8.GetString(bytes).Split(' ', '\n') : [];
        }
        catch (DiskException)
        {
            return []; // it is being written, or is another user's
        }
    }
}

using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>One writer a journal: an advisory lock that the kernel drops with the process.</summary>
internal static class JournalLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock, waiting for another owner as long as allowed. Called by the journal's own thread, which it blocks.</summary>
    /// <exception cref="JournalRefusedException">Another process has it.</exception>
    public static IDiskFile Take(IDisk disk, JournalLayout layout, TimeSpan wait, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (disk.TryLock(layout.LockFile) is { } held)
            {
                var owner = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Environment.MachineName}\n");
                held.SetLength(0);
                held.Write(owner, 0);
                return held;
            }

            // Once is not enough: who looks whether there is an owner holds a shared lock for a moment.
            if (attempt > 1 && time.GetElapsedTime(began) >= wait)
            {
                var owner = disk.Read(layout.LockFile) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes).Trim() : "unknown";
                throw new JournalRefusedException(
                    $"The journal {layout.Root} is in use by another process (pid and host: {owner}). A journal has one writer; WaitForLock (now {wait}) lets a rolling deploy wait for the old one.");
            }

            cancellation.WaitHandle.WaitOne(s_pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}

using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>Counts best-effort records that were lost, by reason, until a loss record tells of them. Thread safe.</summary>
internal sealed class RecordLosses
{
    private static readonly byte[][] s_words = ["queue_full"u8.ToArray(), "too_large"u8.ToArray(), "invalid"u8.ToArray(), "key_store"u8.ToArray()];

    private readonly long[] _untold = new long[s_words.Length];
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public void QueueFull() => Count(0);

    public void TooLarge() => Count(1);

    public void Refused(InvalidRecordException cause) => Count(cause.IsTooLarge ? 1 : 2);

    /// <summary>Its personal members could not be sealed.</summary>
    public void KeyStore() => Count(3);

    public bool AnyUntold => Array.Exists(_untold, count => count > 0);

    /// <summary>What no loss record has told yet, each with the way to write it.</summary>
    public IEnumerable<(int Reason, long Count)> Untold()
    {
        for (var reason = 0; reason < _untold.Length; reason++)
        {
            if (Interlocked.Read(ref _untold[reason]) is > 0 and var count)
                yield return (reason, count);
        }
    }

    public static void Write(LineBuilder line, int reason, long count) => line
        .Word(RecordSchema.Reason, s_words[reason])
        .Integer(RecordSchema.Count, count)
        .End();

    /// <summary>To be called when the loss records are durable.</summary>
    public void Told(List<(int Reason, long Count)> losses)
    {
        foreach (var (reason, count) in losses)
            Interlocked.Add(ref _untold[reason], -count);
    }

    private void Count(int reason)
    {
        Interlocked.Increment(ref _untold[reason]);
        Interlocked.Increment(ref _total);
        TelemetryMetrics.Lost(TelemetrySignal.Audit, reason == 0 ? LossReason.QueueFull : LossReason.ExportFailed);
    }
}

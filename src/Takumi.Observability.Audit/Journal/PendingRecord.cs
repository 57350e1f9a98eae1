namespace Takumi.Observability.Journal;

/// <summary>A record on its way to the disk: its line from the second member on, in a rented buffer, and who waits for it, if anybody does.</summary>
internal readonly record struct PendingRecord(byte[] Buffer, int Length, RecordWaiter? Waiter)
{
    public ReadOnlySpan<byte> Tail => Buffer.AsSpan(0, Length);
}

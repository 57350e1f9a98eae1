namespace Takumi.Observability.Journal;

/// <summary>
/// How far a journal was durable when its files came into doubt. After a failed sync the page cache may show lines that no disk has:
/// a reopen by the same process believes this and not what it reads.
/// </summary>
internal readonly record struct DurableMark(long Segment, long Length, long NextSequence);

using System.Collections.Concurrent;

namespace Takumi.Observability.Statements;

/// <summary>
/// What the texts seen lately mean. Two generations: when the young one is full it becomes the old one, which then goes; a text in use moves back to the young.
/// So memory is bounded (twice <see cref="Capacity"/> texts of at most <see cref="MaxLength"/> characters), and a flood of texts that never come again costs only their reading.
/// Any number of threads.
/// </summary>
internal sealed class StatementCache
{
    public const int Capacity = 1_000;

    /// <summary>A longer text is read each time, this far: it is data written into a statement, and its beginning says what it does.</summary>
    public const int MaxLength = 8_192;

    private volatile ConcurrentDictionary<string, Statement> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, Statement> _old = new(StringComparer.Ordinal);
    private int _count;

    public Statement Find(string text)
    {
        if (_young.TryGetValue(text, out var known))
            return known;

        var comment = TraceComment.StartIn(text);
        if (comment >= 0)
            return FindWithout(text.AsSpan(0, comment));
        if (text.Length > MaxLength)
            return StatementReader.Read(text.AsSpan(0, MaxLength));
        return Keep(text, _old.TryGetValue(text, out known) ? known : StatementReader.Read(text));
    }

    // Every execution has another comment: it must not have another entry.
    private Statement FindWithout(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            return StatementReader.Read(text[..MaxLength]);
        if (_young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
            return known;
        return Keep(text.ToString(), _old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out known) ? known : StatementReader.Read(text));
    }

    private Statement Keep(string text, Statement statement)
    {
        if (!_young.TryAdd(text, statement) || Interlocked.Increment(ref _count) % Capacity != 0)
            return statement;

        // One thread in a thousand: two that came here at once would only forget more.
        _old = _young;
        _young = new(StringComparer.Ordinal);
        return statement;
    }
}

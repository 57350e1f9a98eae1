using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Metrics;

/// <summary>The labels of a timer or an in-progress scope, in place: a <c>TagList</c> has room for eight and is too much to zero and copy where nobody listens.</summary>
internal readonly struct ScopeTags
{
    private readonly Room _room;
    private readonly int _count;

    /// <summary>Keeps the tags that have a value.</summary>
    public ScopeTags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var room = default(Room);
        foreach (var tag in tags)
        {
            if (tag.Value is not null)
                room[_count++] = tag;
        }

        _room = room;
    }

    [UnscopedRef]
    public ReadOnlySpan<KeyValuePair<string, object?>> Span => ((ReadOnlySpan<KeyValuePair<string, object?>>)_room)[.._count];

    [InlineArray(4)]
    private struct Room
    {
        private KeyValuePair<string, object?> _first;
    }
}

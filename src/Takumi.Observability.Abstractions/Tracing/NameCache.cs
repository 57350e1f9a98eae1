using System.Collections.Concurrent;

namespace Takumi.Observability.Tracing;

/// <summary>
/// Remembers composed names. Bounded, because a caller that puts an id into a name must cost garbage, not memory:
/// past the bound a name is composed anew each time.
/// </summary>
internal sealed class NameCache(string prefix)
{
    private const int Capacity = 1024;

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string), string> _pairs = new();

    // Counted here: the dictionary's own count takes all of its locks.
    private int _count;
    private int _pairCount;

    public string Get(string name)
    {
        if (_names.TryGetValue(name, out var composed))
            return composed;
        composed = prefix + name;
        if (_count < Capacity && _names.TryAdd(name, composed))
            Interlocked.Increment(ref _count);
        return composed;
    }

    public string Get(string first, string second)
    {
        if (_pairs.TryGetValue((first, second), out var composed))
            return composed;
        composed = $"{prefix}{first}.{second}";
        if (_pairCount < Capacity && _pairs.TryAdd((first, second), composed))
            Interlocked.Increment(ref _pairCount);
        return composed;
    }
}

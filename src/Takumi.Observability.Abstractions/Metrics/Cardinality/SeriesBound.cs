using System.Collections.Concurrent;

namespace Takumi.Observability.Metrics;

/// <summary>
/// The combinations of label values that one metric has had, for a metric whose labels taken together allow more series than its limit.
/// Made by generated code; safe for any number of threads; a known combination is found without a lock and without an allocation.
/// </summary>
/// <param name="metric">The instrument's name, for the warning.</param>
/// <param name="limit">How many combinations are kept apart.</param>
public sealed class SeriesBound(string metric, int limit)
{
    private readonly ConcurrentDictionary<UInt128, bool> _known = new();
    private readonly Lock _admission = new();
    private readonly CardinalityAlarm _alarm = new(metric, label: null, limit);
    private volatile int _count;

    /// <summary>Whether the combination is known or still fits. If not, the caller makes its open labels <c>other</c> and calls <see cref="Refused"/>.</summary>
    /// <param name="indexes">One number below 65,536 for each label's value; at most eight.</param>
    public bool Admits(params ReadOnlySpan<int> indexes)
    {
        var key = UInt128.Zero;
        foreach (var index in indexes)
            key = (key << 16) | (ushort)index;

        return _known.ContainsKey(key) || Admit(key);
    }

    /// <summary>Counts a combination that was not admitted.</summary>
    /// <param name="values">The texts of its open labels.</param>
    public void Refused(params ReadOnlySpan<string?> values)
    {
        if (_alarm.Count())
            _alarm.Tell([string.Join(", ", values)]);
    }

    private bool Admit(UInt128 key)
    {
        if (_count >= limit)
            return false;

        lock (_admission)
        {
            if (_count >= limit)
                return _known.ContainsKey(key);

            if (_known.TryAdd(key, true))
                _count++;

            return true;
        }
    }
}

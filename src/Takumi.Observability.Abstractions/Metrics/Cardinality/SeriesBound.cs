using System.Collections.Concurrent;
using System.ComponentModel;

namespace Takumi.Observability.Metrics;

/// <summary>
/// The combinations of label values that one metric has had, for a metric whose labels taken together allow more series than its limit.
/// Made by generated code; safe for any number of threads; a known combination is found without a lock and without an allocation.
/// </summary>
/// <param name="metric">The instrument's name, for the warning.</param>
/// <param name="limit">How many combinations are kept apart.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SeriesBound(string metric, int limit)
{
    private readonly ConcurrentDictionary<Combination, bool> _known = new();
    private readonly Lock _admission = new();
    private readonly CardinalityAlarm _alarm = new(metric, label: null, limit);
    private volatile int _count;

    /// <summary>Whether the combination is known or still fits. If not, the caller makes its open labels <c>other</c> and calls <see cref="Refused"/>.</summary>
    /// <param name="indexes">One number below 65,536 for each label's value; at most eight.</param>
    public bool Admits(params ReadOnlySpan<int> indexes)
    {
        ulong high = 0, low = 0;
        foreach (var index in indexes)
            (high, low) = ((high << 16) | (low >> 48), (low << 16) | (ushort)index);

        var key = new Combination(high, low);
        return _known.ContainsKey(key) || Admit(key);
    }

    /// <summary>Counts a combination that was not admitted.</summary>
    /// <param name="values">The texts of its open labels.</param>
    public void Refused(params ReadOnlySpan<string?> values)
    {
        if (_alarm.Count())
            _alarm.Tell([string.Join(", ", values)]);
    }

    private bool Admit(Combination key)
    {
        if (_count < limit)
        {
            lock (_admission)
            {
                if (_count < limit)
                {
                    // Known first and counted then: who sees that the limit is reached sees all that it let in.
                    if (_known.TryAdd(key, true))
                        _count++;

                    return true;
                }
            }
        }

        // Asked once more: another thread may have given it the last place since it was not found. Nothing is admitted from here on, so this holds.
        return _known.ContainsKey(key);
    }

    // Eight numbers of 16 bits. They count admissions, so nobody outside chooses them, and a plain multiplication spreads them well enough.
    private readonly record struct Combination(ulong High, ulong Low)
    {
        public override int GetHashCode() => (int)(((Low ^ (High * 31)) * 0x9E37_79B9_7F4A_7C15) >> 32);
    }
}

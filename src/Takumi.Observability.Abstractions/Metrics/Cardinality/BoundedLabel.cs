using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;

namespace Takumi.Observability.Metrics;

/// <summary>
/// The values that one open label of one metric has had. The first ones up to the limit are kept apart for good, so known series
/// go on counting whatever comes later; the rest is <c>other</c>. Made by generated code; safe for any number of threads.
/// </summary>
/// <remarks>A known value is found without a lock and without an allocation. A refused one costs two look-ups and is never stored, so a flood leaves memory as it was.</remarks>
/// <typeparam name="T"><see cref="string"/> or <see cref="int"/>.</typeparam>
/// <param name="metric">The instrument's name, for the warning.</param>
/// <param name="label">The label's name, for the warning.</param>
/// <param name="limit">How many distinct values are kept apart.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundedLabel<T>(string metric, string label, int limit)
    where T : notnull
{
    /// <summary>The longest text that can be a label's value. What is longer is no name of anything, and a hundred of them would be a leak.</summary>
    public const int MaxLength = 256;

    private const int AdmittedShown = 4;

    private readonly ConcurrentDictionary<T, LabelValue> _known = new();
    private readonly Lock _admission = new();
    private readonly CardinalityAlarm _alarm = new(metric, label, limit);
    private readonly CardinalityAlarm _lengthAlarm = new(metric, label, MaxLength, isTooLong: true);
    private volatile int _count;

    /// <summary>The admitted value, or <see cref="LabelValue.Other"/>.</summary>
    /// <param name="value">The label's value; null is <c>other</c>, and is not told as a loss.</param>
    public LabelValue Find(T? value)
    {
        // Asked of the type first, here and below: code that is not optimized yet would box a number for it.
        if (!typeof(T).IsValueType && value is null)
            return LabelValue.Other;

        return _known.TryGetValue(value!, out var known) ? known : Admit(value!);
    }

    private LabelValue Admit(T value)
    {
        if (typeof(T) == typeof(string))
        {
            var text = (string)(object)value;
            if (text == LabelValue.Other.Text)
                return LabelValue.Other;
            if (text.Length > MaxLength)
                return RefuseLength(text);
        }

        if (_count < limit)
        {
            lock (_admission)
            {
                if (_count < limit)
                    return _known.TryGetValue(value, out var earlier) ? earlier : AdmitNext(value);
            }
        }

        // Asked once more: another thread may have given the value the last place since it was not found. Nothing is admitted from here on, so this holds.
        return _known.TryGetValue(value, out var known) ? known : Refuse(value);
    }

    // Known first and counted then: who sees that the limit is reached sees all that it let in.
    private LabelValue AdmitNext(T value)
    {
        var admitted = _known[value] = new LabelValue(TextOf(value), _count + 1);
        _count++;
        return admitted;
    }

    private LabelValue Refuse(T value)
    {
        if (_alarm.Count())
            _alarm.Tell([TextOf(value), .. _known.Values.OrderByDescending(k => k.Index).Take(AdmittedShown).Select(k => k.Text)]);

        return LabelValue.Other;
    }

    private LabelValue RefuseLength(string text)
    {
        if (_lengthAlarm.Count())
            _lengthAlarm.Tell([text]);

        return LabelValue.Other;
    }

    private static string TextOf(T value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

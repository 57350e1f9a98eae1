using System.ComponentModel;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Metrics;

/// <summary>The series of one observable instrument: each has a callback and its labels. Made by generated code; safe for any number of threads.</summary>
/// <typeparam name="T"><see cref="long"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObservedValues<T>
    where T : struct
{
    private readonly Lock _change = new();
    private Series[] _series = [];

    /// <summary>Adds a series until what is returned is disposed.</summary>
    /// <param name="observe">Read at every collection, on the collecting thread: quick, and safe beside the application's own threads.</param>
    /// <param name="tags">The labels, already bounded.</param>
    public IDisposable Add(Func<T> observe, params KeyValuePair<string, object?>[] tags)
    {
        ArgumentNullException.ThrowIfNull(observe);
        var series = new Series(this, observe, tags);
        lock (_change)
            _series = [.. _series, series];

        return series;
    }

    /// <summary>Reads every series. One whose callback throws is left out of this collection; the exceptions come after all the others were read.</summary>
    /// <exception cref="AggregateException">A callback threw: the collecting SDK reports it.</exception>
    public IEnumerable<Measurement<T>> Observe()
    {
        List<Exception>? failures = null;
        foreach (var series in Volatile.Read(ref _series))
        {
            T value;
            try
            {
                value = series.Observe();
            }
            catch (Exception failure)
            {
                (failures ??= []).Add(failure);
                continue;
            }

            yield return new Measurement<T>(value, series.Tags);
        }

        if (failures is not null)
            throw new AggregateException(failures);
    }

    private void Remove(Series series)
    {
        lock (_change)
            _series = [.. _series.Where(s => s != series)];
    }

    private sealed class Series(ObservedValues<T> owner, Func<T> observe, KeyValuePair<string, object?>[] tags) : IDisposable
    {
        public Func<T> Observe => observe;

        public KeyValuePair<string, object?>[] Tags => tags;

        public void Dispose() => owner.Remove(this);
    }
}

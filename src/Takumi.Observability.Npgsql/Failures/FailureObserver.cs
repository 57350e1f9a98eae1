using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Npgsql;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Failures;

/// <summary>
/// Counts every failure once. What ends a span of Npgsql is counted there. But Npgsql marks a command's span for its first result only: not for a later command of a batch,
/// nor for a row that could not be computed; and COMMIT (where deferred constraints and serializable transactions fail) and an exhausted pool have no span. The one public place that sees
/// those is the runtime's first-chance notification; it costs a few type checks for each exception that the process throws. Any number of threads; never throws.
/// </summary>
internal sealed class FailureObserver : IDisposable
{
    [ThreadStatic]
    private static bool t_poolExhausted;

    private readonly ConditionalWeakTable<NpgsqlException, SeenFailure> _seen = [];
    private readonly LateFailures _late;

    public FailureObserver(LateFailures late)
    {
        _late = late;
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
    }

    /// <summary>The next exception of this thread says that no connection became free in time.</summary>
    public static void PoolExhausted() => t_poolExhausted = true;

    /// <summary>An exception was written on a span of Npgsql.</summary>
    public void Recorded(Activity span, Exception exception)
    {
        if (CountedIn(exception) is { } counted)
        {
            counted.Claim();
            return;
        }

        if (TakumiTelemetry.IsMuted)
            return;
        if (exception is NpgsqlException failure)
            _seen.GetOrAdd(failure, static _ => new()).IsCounted = true;
        DatabaseMetrics.Failed(DatabaseErrors.Classify(exception, CommandSpan.IsConnect(span)));
    }

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;

    private void OnThrown(object? sender, FirstChanceExceptionEventArgs arguments)
    {
        try
        {
            if (arguments.Exception is NpgsqlException failure && !_seen.TryGetValue(failure, out _))
                Observe(failure, _seen.GetOrAdd(failure, static _ => new()));
            // Also when it comes again, from an await, or within another exception: a cancellation, an AggregateException, one of the application.
            if (CountedIn(arguments.Exception) is { IsUnclaimed: true } late)
                _late.Thrown(late);
        }
        catch (Exception)
        {
            // Somebody's metric listener failed: his problem must not become the one that is being thrown here.
        }
    }

    private void Observe(NpgsqlException failure, SeenFailure seen)
    {
        var poolExhausted = t_poolExhausted;
        t_poolExhausted = false;
        if (CountedIn(failure.InnerException) is not null)
            return;

        // Within its own span Npgsql may still recover; if not, it marks the span itself, and that is counted.
        var isMuted = TakumiTelemetry.IsMuted;
        seen.IsCounted = isMuted || Activity.Current?.Source.Name != CommandSpan.SourceName;
        if (isMuted || !seen.IsCounted)
            return;

        if (!poolExhausted)
            _late.Add(seen, failure);
        // A timeout cancels the command at the server: what the server said to that was counted the moment before.
        if (_late.Last is not { IsCancellation: true } || failure.InnerException is not TimeoutException)
            DatabaseMetrics.Failed(DatabaseErrors.Classify(failure, poolExhausted));
    }

    /// <summary>What is known of the failure that is this exception or within it; null if that was not counted.</summary>
    private SeenFailure? CountedIn(Exception? exception) => exception switch
    {
        null => null,
        NpgsqlException failure when _seen.TryGetValue(failure, out var seen) && seen.IsCounted => seen,
        AggregateException many => many.InnerExceptions.Select(CountedIn).FirstOrDefault(static seen => seen is not null),
        _ => CountedIn(exception.InnerException),
    };
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Npgsql;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Metrics;

/// <summary>
/// Counts every failure of Npgsql once, where it is thrown. Npgsql tells its listeners of the failures of a command's first result only: not of a later command of a batch,
/// of a row that could not be computed, of COMMIT (where deferred constraints and serializable transactions fail), of a pool that is exhausted. The one public place that
/// sees them all is the runtime's first-chance notification; it costs a type check for each exception that the process throws. Any number of threads; never throws.
/// </summary>
internal sealed class FailureObserver : IDisposable
{
    [ThreadStatic]
    private static bool t_poolExhausted;

    [ThreadStatic]
    private static bool t_cancelled;

    private readonly ConditionalWeakTable<NpgsqlException, LateFailures> _counted = [];
    private readonly LateFailures _late;

    public FailureObserver(LateFailures late)
    {
        _late = late;
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
    }

    /// <summary>The next exception of this thread says that no connection became free in time.</summary>
    public static void PoolExhausted() => t_poolExhausted = true;

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;

    private void OnThrown(object? sender, FirstChanceExceptionEventArgs arguments)
    {
        if (arguments.Exception is not NpgsqlException failure)
            return;
        try
        {
            // The same exception is thrown again by every await on its way up.
            if (_counted.TryAdd(failure, _late))
                Observe(failure);
        }
        catch (Exception)
        {
            // Somebody's metric listener failed: his problem must not become the one that is being thrown here.
        }
    }

    private void Observe(NpgsqlException failure)
    {
        var (poolExhausted, followsCancel) = (t_poolExhausted, t_cancelled);
        t_poolExhausted = false;
        t_cancelled = failure.SqlState == PostgresErrorCodes.QueryCanceled;
        if (TakumiTelemetry.IsMuted || IsCounted(failure.InnerException))
            return;

        var current = Activity.Current;
        var isNpgsql = current?.Source.Name == CommandSpan.SourceName;
        var isOpening = poolExhausted || (isNpgsql && CommandSpan.IsConnect(current!));

        // A command's timeout cancels it at the server: what the server says to that came the moment before.
        if (!(followsCancel && failure.InnerException is TimeoutException))
            DatabaseMetrics.Failed(DatabaseErrors.Classify(failure, isOpening));

        // Within its own span Npgsql marks the span itself.
        if (!isNpgsql && !isOpening)
            _late.Add(failure, current);
    }

    private static bool IsCounted(Exception? inner) => inner switch
    {
        null => false,
        NpgsqlException => true,
        AggregateException many => many.InnerExceptions.Any(IsCounted),
        _ => IsCounted(inner.InnerException),
    };
}

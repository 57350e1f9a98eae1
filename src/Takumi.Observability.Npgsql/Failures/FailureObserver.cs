using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Npgsql;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Failures;

/// <summary>
/// Counts every failure once. What ends a span of Npgsql is counted there. But Npgsql marks a command's span for its first result only: not for a later command of a batch,
/// nor for a row that could not be computed; and COMMIT (where deferred constraints and serializable transactions fail) and an exhausted pool have no span. The one public place that sees
/// those is the runtime's first-chance notification; it costs a type check for each exception that the process throws. Any number of threads; never throws.
/// </summary>
internal sealed class FailureObserver : IDisposable
{
    [ThreadStatic]
    private static bool t_poolExhausted;

    [ThreadStatic]
    private static bool t_cancelled;

    // The same exception is thrown again by every await on its way up.
    private readonly ConditionalWeakTable<NpgsqlException, StrongBox<bool>> _isCounted = [];
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
        _late.Forget(exception);
        if (TakumiTelemetry.IsMuted || WasCounted(exception))
            return;
        if (exception is NpgsqlException failure)
            _isCounted.GetOrAdd(failure, static _ => new()).Value = true;
        DatabaseMetrics.Failed(DatabaseErrors.Classify(exception, CommandSpan.IsConnect(span)));
    }

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;

    private void OnThrown(object? sender, FirstChanceExceptionEventArgs arguments)
    {
        if (arguments.Exception is not NpgsqlException failure)
            return;
        try
        {
            var isCounted = new StrongBox<bool>();
            if (_isCounted.TryAdd(failure, isCounted))
                isCounted.Value = Observe(failure);
        }
        catch (Exception)
        {
            // Somebody's metric listener failed: his problem must not become the one that is being thrown here.
        }
    }

    private bool Observe(NpgsqlException failure)
    {
        var (poolExhausted, followsCancel) = (t_poolExhausted, t_cancelled);
        t_poolExhausted = false;
        t_cancelled = failure.SqlState == PostgresErrorCodes.QueryCanceled;
        if (TakumiTelemetry.IsMuted || WasCounted(failure.InnerException))
            return true;

        // Within its own span Npgsql may still recover; if not, it marks the span itself, and that is counted.
        var current = Activity.Current;
        if (current?.Source.Name == CommandSpan.SourceName)
            return false;

        if (!poolExhausted)
            _late.Add(failure, current);
        // A timeout cancels the command at the server: what the server said to that was counted the moment before.
        if (!followsCancel || failure.InnerException is not TimeoutException)
            DatabaseMetrics.Failed(DatabaseErrors.Classify(failure, poolExhausted));
        return true;
    }

    private bool WasCounted(Exception? exception) => exception switch
    {
        null => false,
        NpgsqlException failure when _isCounted.TryGetValue(failure, out var isCounted) && isCounted.Value => true,
        AggregateException many => many.InnerExceptions.Any(WasCounted),
        _ => WasCounted(exception.InnerException),
    };
}

using System.Collections.Immutable;
using Takumi.Observability.Failures;
using Takumi.Observability.Pools;

namespace Takumi.Observability;

/// <summary>
/// What listens to Npgsql, once for the process: its source and its meter are static, and two that listen would count each command twice.
/// Runs as long as somebody wants it: a host with <c>AddNpgsql()</c>, or for good once a data source was built with <c>UseTakumiObservability()</c>.
/// </summary>
internal static class NpgsqlObservation
{
    private static readonly Lock s_gate = new();
    private static readonly Lazy<IDisposable> s_forGood = new(static () => Begin(QueryTextCapture.Off));
    private static ImmutableArray<Interest> s_interests = [];
    private static IDisposable[] s_running = [];

    /// <summary>Listens until what is returned is disposed.</summary>
    /// <param name="capture">What spans of data sources without options of their own show. Of several interests the first decides.</param>
    public static IDisposable Begin(QueryTextCapture capture)
    {
        var interest = new Interest(capture);
        lock (s_gate)
        {
            s_interests = s_interests.Add(interest);
            if (s_interests.Length == 1)
                s_running = Start();
        }

        return interest;
    }

    /// <summary>Listens to the end of the process: nothing tells when a data source that was made by hand is gone.</summary>
    public static void BeginForGood() => _ = s_forGood.Value;

    private static IDisposable[] Start()
    {
        var late = new LateFailures();
        var failures = new FailureObserver(late);
        return
        [
            failures,
            new CommandListener(late, failures, static () => s_interests is [var first, ..] ? first.Capture : QueryTextCapture.Off),
            new PoolGauges(TimeProvider.System, FailureObserver.PoolExhausted),
        ];
    }

    private static void End(Interest interest)
    {
        IDisposable[] ended;
        lock (s_gate)
        {
            var before = s_interests.Length;
            s_interests = s_interests.Remove(interest);
            if (before != 1 || !s_interests.IsEmpty)
                return;
            (ended, s_running) = (s_running, []);
        }

        foreach (var part in ended)
            part.Dispose();
    }

    private sealed class Interest(QueryTextCapture capture) : IDisposable
    {
        public QueryTextCapture Capture => capture;

        public void Dispose() => End(this);
    }
}

using System.Collections.Immutable;
using Takumi.Observability.Failures;
using Takumi.Observability.Pools;

namespace Takumi.Observability;

/// <summary>
/// What listens to Npgsql, once for the process: its source and its meter are static, and two that listen would count each command twice.
/// Runs as long as somebody wants it: a host with <c>AddNpgsql()</c>, or for good once a data source was built with <c>UseTakumiObservability()</c>. Thread safe.
/// </summary>
/// <param name="start">Makes what listens; it is given a way to ask what spans show.</param>
internal sealed class NpgsqlObservation(Func<Func<QueryTextCapture>, IDisposable[]> start)
{
    private static readonly NpgsqlObservation s_process = new(Start);
    private static readonly Lazy<IDisposable> s_forGood = new(static () => Begin(QueryTextCapture.Off));

    private readonly Lock _gate = new();
    private ImmutableArray<Interest> _interests = [];
    private IDisposable[] _running = [];

    /// <summary>Listens until what is returned is disposed.</summary>
    /// <param name="capture">What spans of data sources without options of their own show. Of several interests the first decides.</param>
    public static IDisposable Begin(QueryTextCapture capture) => s_process.Join(capture);

    /// <summary>Listens to the end of the process: nothing tells when a data source that was made by hand is gone.</summary>
    public static void BeginForGood() => _ = s_forGood.Value;

    /// <inheritdoc cref="Begin"/>
    internal IDisposable Join(QueryTextCapture capture)
    {
        var interest = new Interest(this, capture);
        lock (_gate)
        {
            _interests = _interests.Add(interest);
            if (_interests.Length == 1)
                _running = start(() => _interests is [var first, ..] ? first.Capture : QueryTextCapture.Off);
        }

        return interest;
    }

    private static IDisposable[] Start(Func<QueryTextCapture> capture)
    {
        var late = new LateFailures();
        var failures = new FailureObserver(late);
        return [failures, new CommandListener(late, failures, capture), new PoolGauges(TimeProvider.System, FailureObserver.PoolExhausted)];
    }

    private void End(Interest interest)
    {
        lock (_gate)
        {
            var before = _interests.Length;
            _interests = _interests.Remove(interest);
            if (before != 1 || !_interests.IsEmpty)
                return;

            // Under the lock: who begins meanwhile would count beside what has not ended yet.
            foreach (var part in _running)
                part.Dispose();
            _running = [];
        }
    }

    private sealed class Interest(NpgsqlObservation observation, QueryTextCapture capture) : IDisposable
    {
        public QueryTextCapture Capture => capture;

        public void Dispose() => observation.End(this);
    }
}

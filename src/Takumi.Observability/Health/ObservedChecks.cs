using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Health;

/// <summary>The registered health checks, each kept from being run more than it should. One a host, thread safe. With the host they are over: what still runs is cancelled.</summary>
internal sealed class ObservedChecks : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lazy<ObservedCheck[]> _checks;

    // Never disposed: a check may ask it for a token after the end.
    private readonly CancellationTokenSource _end = new();

    public ObservedChecks(
        IOptions<HealthCheckServiceOptions> registered, IOptions<ObservabilityOptions> options, IServiceScopeFactory scopes, TimeProvider time, ILoggerFactory loggers)
    {
        _time = time;
        var logger = loggers.CreateLogger("Takumi.Observability.Health");
        _checks = new(() => [.. registered.Value.Registrations.Select(one => new ObservedCheck(one, options.Value.Health, scopes, time, logger, _end.Token))]);
    }

    /// <summary>What the checks of a probe say, in the order in which they were registered.</summary>
    public async Task<HealthReport> AskAsync(HealthProbe probe, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var asked = _checks.Value.Where(check => HealthTags.IsAsked(check.Registration, probe)).ToList();
        var answers = await Task.WhenAll(asked.Select(check => check.AskAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);

        var entries = new Dictionary<string, HealthReportEntry>(asked.Count);
        for (var i = 0; i < asked.Count; i++)
            entries[asked[i].Registration.Name] = answers[i];
        return new HealthReport(entries, _time.GetElapsedTime(started));
    }

    public void Dispose() => _end.Cancel();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Health;

/// <summary>The registered health checks, each kept from being run more than it should. One a host, thread safe.</summary>
internal sealed class ObservedChecks(
    IOptions<HealthCheckServiceOptions> registered, IOptions<ObservabilityOptions> options, IServiceScopeFactory scopes, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lazy<ObservedCheck[]> _checks = new(() =>
    {
        var logger = loggers.CreateLogger("Takumi.Observability.Health");
        return [.. registered.Value.Registrations.Select(one => new ObservedCheck(one, options.Value.Health, scopes, time, logger))];
    });

    /// <summary>What the checks of a probe say, in the order in which they were registered.</summary>
    public async Task<HealthReport> AskAsync(HealthProbe probe, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var asked = _checks.Value.Where(check => HealthTags.IsAsked(check.Registration, probe)).ToList();
        var answers = await Task.WhenAll(asked.Select(check => check.AskAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);

        var entries = new Dictionary<string, HealthReportEntry>(asked.Count);
        for (var i = 0; i < asked.Count; i++)
            entries[asked[i].Registration.Name] = answers[i];
        return new HealthReport(entries, time.GetElapsedTime(started));
    }
}

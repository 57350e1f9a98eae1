using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health;

/// <summary>
/// Answers liveness and readiness probes, whatever server they come through, from the health checks of <c>services.AddHealthChecks()</c>. ASP.NET Core's endpoints and the
/// loopback listener use it; get it from the services after <c>AddTakumiObservability()</c>.
/// </summary>
/// <remarks>
/// Thread safe. The checks run side by side, each at most once at a time and once in <see cref="HealthOptions.CacheDuration"/> however many ask, mute
/// (<see cref="TakumiTelemetry.Mute"/>), in a scope of its own and beneath nobody's request. A check is over at its timeout whether or not it heeds its token;
/// one that doesn't is not run again until it has come back. A change of a check's state is logged, a repeated state is not.
/// </remarks>
public sealed class HealthHandler
{
    private readonly ObservedChecks _checks;
    private readonly HostState _host;
    private readonly HealthWriter _writer;

    internal HealthHandler(ObservedChecks checks, HostState host, HealthWriter writer)
    {
        _checks = checks;
        _host = host;
        _writer = writer;
    }

    /// <summary>Runs the checks that the probe asks, or takes the answers that are there.</summary>
    /// <param name="probe">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait, not the checks: others may be waiting for them.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. Everything else that goes wrong is an unhealthy answer.</exception>
    public async Task<HealthResponse> AnswerAsync(HealthProbe probe, CancellationToken cancellationToken = default)
    {
        // Liveness goes on while the host stops: whoever finishes its work must not be killed for it.
        var report = probe == HealthProbe.Readiness && _host.Obstacle is { } obstacle
            ? NotRunning(obstacle)
            : await _checks.AskAsync(probe, cancellationToken).ConfigureAwait(false);
        return new HealthResponse(report.Status, _writer.Write(report));
    }

    private static HealthReport NotRunning(string obstacle)
    {
        var host = new HealthReportEntry(HealthStatus.Unhealthy, obstacle, TimeSpan.Zero, exception: null, data: null);
        return new HealthReport(new Dictionary<string, HealthReportEntry> { ["host"] = host }, TimeSpan.Zero);
    }
}

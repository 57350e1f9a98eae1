using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using Takumi.Observability.Multiplexers;

namespace Takumi.Observability.Health;

/// <summary>
/// Pings every server of every multiplexer, mute. Healthy: all answered. Degraded: some did not, but each multiplexer has a primary that did. Otherwise what the registration calls a failure.
/// The data has a line for each server.
/// </summary>
internal sealed class RedisHealthCheck(RegisteredMultiplexers registered, ObservedMultiplexers observed, IServiceProvider services) : IHealthCheck
{
    public const string Name = "redis";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var mute = TakumiTelemetry.Mute();

        // A multiplexer that is created here connects on this very call: not on the thread that runs the other checks.
        await Task.Run(ObserveAll, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        var multiplexers = observed.All;
        if (multiplexers.Count == 0)
            return HealthCheckResult.Degraded("No Redis multiplexer is known: register IConnectionMultiplexer, or call UseTakumiObservability on one made by hand.");

        var states = await Task.WhenAll(multiplexers.Select(multiplexer => PingAsync(multiplexer, cancellationToken))).ConfigureAwait(false);
        return Verdict(states, context.Registration.FailureStatus);
    }

    private void ObserveAll()
    {
        foreach (var multiplexer in registered.Resolve(services, isWrapped: true))
            observed.Observe(multiplexer);
    }

    private static HealthCheckResult Verdict(IReadOnlyList<ServerState[]> multiplexers, HealthStatus failure)
    {
        var servers = multiplexers.SelectMany(servers => servers).ToList();
        var data = servers.GroupBy(server => server.Name).ToDictionary(same => same.Key, object (same) => string.Join("; ", same.Select(server => server.Text).Distinct()));
        var silent = servers.Count(server => server.Error is not null);
        var description = $"{servers.Count - silent} of {servers.Count} Redis servers answered.";
        var error = servers.Find(server => server.Error is not null)?.Error;
        if (multiplexers.Any(servers => !Array.Exists(servers, server => server is { IsPrimary: true, Error: null })))
            return new HealthCheckResult(failure, description, error, data);
        return new HealthCheckResult(silent == 0 ? HealthStatus.Healthy : HealthStatus.Degraded, description, error, data);
    }

    private static async Task<ServerState[]> PingAsync(IConnectionMultiplexer multiplexer, CancellationToken cancellationToken) =>
        await Task.WhenAll(multiplexer.GetServers().Select(server => PingAsync(server, cancellationToken))).ConfigureAwait(false);

    private static async Task<ServerState> PingAsync(IServer server, CancellationToken cancellationToken)
    {
        try
        {
            var latency = await server.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return ServerState.Answered(server, latency);
        }
        catch (RedisCommandException) when (server.IsConnected)
        {
            // Behind a proxy that knows no PING: the connection is all there is to see.
            return ServerState.Answered(server, latency: null);
        }
        catch (Exception exception)
        {
            return ServerState.Silent(server, exception);
        }
    }
}

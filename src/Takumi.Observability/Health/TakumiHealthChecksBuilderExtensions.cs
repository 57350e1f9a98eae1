using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Health;
using Takumi.Observability.Health.Checks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks that need nothing but the machine. Each belongs to readiness, unless its registration is changed to the tag <c>live</c>.</summary>
public static class TakumiHealthChecksBuilderExtensions
{
    /// <summary>Checks that somebody accepts TCP connections. Nothing is sent.</summary>
    /// <param name="builder">What <c>services.AddHealthChecks()</c> returned.</param>
    /// <param name="name">The check's name in the answer.</param>
    /// <param name="host">A host name or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">How long the connection may take; null: <see cref="HealthOptions.Timeout"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A value can't be used.</exception>
    public static IHealthChecksBuilder AddTcp(this IHealthChecksBuilder builder, string name, string host, int port, TimeSpan? timeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        return builder.AddReady(name, new TcpHealthCheck(host, port), timeout);
    }

    /// <summary>Checks that a program ends with exit code 0. No shell is involved; the program is killed, with what it has started, when it takes too long.</summary>
    /// <param name="builder">What <c>services.AddHealthChecks()</c> returned.</param>
    /// <param name="name">The check's name in the answer.</param>
    /// <param name="executable">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="timeout">How long it may take; null: <see cref="HealthOptions.Timeout"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A value can't be used.</exception>
    public static IHealthChecksBuilder AddCommand(this IHealthChecksBuilder builder, string name, string executable, IEnumerable<string> arguments, TimeSpan? timeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(executable);
        ArgumentNullException.ThrowIfNull(arguments);
        return builder.AddReady(name, new CommandHealthCheck(executable, [.. arguments]), timeout);
    }

    /// <summary>Checks SHA-256, AES-256-GCM and ECDSA P-256 of this machine against published answers.</summary>
    /// <param name="builder">What <c>services.AddHealthChecks()</c> returned.</param>
    /// <param name="name">The check's name in the answer.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddCryptoSelfTest(this IHealthChecksBuilder builder, string name = "crypto") =>
        builder.AddReady(name, new CryptoHealthCheck(KnownAnswers.Published), timeout: null);

    private static IHealthChecksBuilder AddReady(this IHealthChecksBuilder builder, string name, IHealthCheck check, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (timeout is { } time && time <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), time, $"The timeout of health check '{name}' has to be above zero.");
        return builder.Add(new HealthCheckRegistration(name, check, failureStatus: null, [HealthTags.Ready], timeout));
    }
}

using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Takumi.Observability;

/// <summary>
/// What <c>AddTakumiObservability</c> returns: OpenTelemetry's own builder, so that <c>WithTracing</c>, <c>WithMetrics</c>, <c>WithLogging</c> and <c>ConfigureResource</c> go on working,
/// and the place where the adapters' extensions (<c>AddNpgsql</c>, <c>AddAuditJournal</c> …) are found.
/// </summary>
public sealed class TakumiObservabilityBuilder : IOpenTelemetryBuilder
{
    internal TakumiObservabilityBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}

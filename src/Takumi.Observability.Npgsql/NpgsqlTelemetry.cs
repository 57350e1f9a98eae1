using Microsoft.Extensions.Options;

namespace Takumi.Observability;

/// <summary>A host's share in <see cref="NpgsqlObservation"/>: from before its providers listen, so that a span is described before an exporter sees it, until the host is disposed.</summary>
internal sealed class NpgsqlTelemetry(IOptions<NpgsqlObservabilityOptions> options) : IDisposable
{
    private readonly IDisposable _observation = NpgsqlObservation.Begin(options.Value.QueryText);

    public void Dispose() => _observation.Dispose();
}

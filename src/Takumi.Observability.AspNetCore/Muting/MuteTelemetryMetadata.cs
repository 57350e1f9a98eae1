namespace Takumi.Observability.Muting;

/// <summary>Endpoint metadata: requests that this endpoint answers leave no span and no measurement. Their logs stay.</summary>
internal sealed class MuteTelemetryMetadata;

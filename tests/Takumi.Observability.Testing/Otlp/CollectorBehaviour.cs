namespace Takumi.Observability.Testing.Otlp;

/// <summary>How a collector treats an export.</summary>
public enum CollectorBehaviour
{
    /// <summary>Takes it.</summary>
    Accept,

    /// <summary>Refuses it for good: HTTP 500, gRPC INTERNAL. OTLP forbids a retry.</summary>
    Fail,

    /// <summary>Refuses it for now: HTTP 503, gRPC UNAVAILABLE. OTLP asks for a retry.</summary>
    Unavailable,

    /// <summary>Takes it once the test calls <see cref="OtlpReceiver.Release"/>: slow, for as long as the test likes.</summary>
    Hold,

    /// <summary>Accepts the connection and never answers.</summary>
    Silent,

    /// <summary>Cuts the connection.</summary>
    Reset,
}

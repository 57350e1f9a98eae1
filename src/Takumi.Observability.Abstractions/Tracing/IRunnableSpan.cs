namespace Takumi.Observability.Tracing;

/// <summary>What <see cref="SpanRunner"/> needs to know of a span beyond its public face.</summary>
internal interface IRunnableSpan : ITelemetrySpan
{
    /// <summary>Nothing listens: the body may be called as if there were no helper.</summary>
    bool IsNone { get; }

    /// <summary>Gives the caller its context back while the body goes on asynchronously.</summary>
    void Detach();
}

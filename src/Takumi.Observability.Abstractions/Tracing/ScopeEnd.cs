namespace Takumi.Observability.Tracing;

/// <summary>What is written on a span that was disposed before anybody said how it ended. The exception itself can't be seen from a dispose.</summary>
internal static class ScopeEnd
{
    /// <summary>OpenTelemetry's fallback for an error without a class of its own.</summary>
    public const string WithoutComplete = "_OTHER";

    public const string Description = "Disposed without Complete";
}

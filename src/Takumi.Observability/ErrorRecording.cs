namespace Takumi.Observability;

/// <summary>Where an exception that ends a span is written down. Status and <c>error.type</c> are on the span in any case.</summary>
public enum ErrorRecording
{
    /// <summary>As an event of the span.</summary>
    SpanEvent,

    /// <summary>As a log record with the span's ids.</summary>
    LogRecord,

    /// <summary>As both.</summary>
    Both,
}

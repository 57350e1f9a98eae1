namespace Takumi.Observability;

/// <summary>Why telemetry was lost.</summary>
public enum LossReason
{
    /// <summary>A bounded queue was full.</summary>
    QueueFull,

    /// <summary>The collector was away, slow, or refused it.</summary>
    ExportFailed,

    /// <summary>A label had more distinct values than its bound; counted as <c>other</c>.</summary>
    Cardinality,

    /// <summary>The redactor failed on a value, which was dropped rather than shown.</summary>
    RedactionFailed,
}

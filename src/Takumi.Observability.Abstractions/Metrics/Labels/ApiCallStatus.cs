namespace Takumi.Observability;

/// <summary>How a call to an external service ended.</summary>
public enum ApiCallStatus
{
    /// <summary>The service did what it was asked to do.</summary>
    Success,

    /// <summary>It refused, failed or did not answer.</summary>
    Error,
}

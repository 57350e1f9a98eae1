namespace Takumi.Observability;

/// <summary>Whether a message reached the service that delivers it.</summary>
public enum DeliveryStatus
{
    /// <summary>It was taken.</summary>
    Success,

    /// <summary>It was refused, or nobody answered.</summary>
    Failed,
}

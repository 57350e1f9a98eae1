namespace Takumi.Observability;

/// <summary>Which way the bytes went.</summary>
public enum NetworkDirection
{
    /// <summary>Into this process or machine.</summary>
    Receive,

    /// <summary>Out of it.</summary>
    Transmit,
}

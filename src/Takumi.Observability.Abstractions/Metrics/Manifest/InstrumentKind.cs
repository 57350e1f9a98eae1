namespace Takumi.Observability;

/// <summary>The kinds of instrument. Whether one is observable makes no difference to who reads it.</summary>
public enum InstrumentKind
{
    /// <summary>Only ever grows.</summary>
    Counter,

    /// <summary>Goes up and down by known steps.</summary>
    UpDownCounter,

    /// <summary>The last value stands.</summary>
    Gauge,

    /// <summary>A distribution in buckets.</summary>
    Histogram,
}

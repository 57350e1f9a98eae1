namespace Takumi.Observability;

/// <summary>The size of a dataset, for telling apart the time that it takes.</summary>
public enum DatasetSize
{
    /// <summary>Below 1 MiB.</summary>
    Small,

    /// <summary>1 MiB or more, below 100 MiB.</summary>
    Medium,

    /// <summary>100 MiB or more.</summary>
    Large,
}

namespace Takumi.Observability;

/// <summary>The size of an amount, in its own currency or token.</summary>
public enum AmountBucket
{
    /// <summary>Below 10.</summary>
    [LabelValue("lt_10")]
    LessThan10,

    /// <summary>10 or more, below 100.</summary>
    [LabelValue("lt_100")]
    LessThan100,

    /// <summary>100 or more, below 1,000.</summary>
    [LabelValue("lt_1000")]
    LessThan1000,

    /// <summary>1,000 or more.</summary>
    [LabelValue("ge_1000")]
    AtLeast1000,
}

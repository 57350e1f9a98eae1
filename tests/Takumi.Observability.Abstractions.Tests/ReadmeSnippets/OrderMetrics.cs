namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

/// <summary>A metric of the application that the README's test looks at.</summary>
[Meter("Takumi.Observability.Abstractions.Tests.ReadmeSnippets")]
public static partial class OrderMetrics
{
    /// <summary>Orders placed.</summary>
    [Counter("readme.orders", Unit = "{order}")]
    public static partial void Placed([Label(Limit = 50)] string country);
}

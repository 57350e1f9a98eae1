namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>For tests of what happens when nobody listens or samples: sources and meters are static, and another test's listener would be a listener.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

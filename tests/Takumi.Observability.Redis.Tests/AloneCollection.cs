namespace Takumi.Observability.Redis.Tests;

/// <summary>For tests that look at what the whole process counts, or at what happens when nobody listens.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

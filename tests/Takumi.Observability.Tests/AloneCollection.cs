namespace Takumi.Observability.Tests;

/// <summary>For tests that look at what the whole process counts, or that change what the whole process shares.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

namespace Takumi.Observability.Weaving.Tests;

/// <summary>Tests of what happens while nobody listens: listeners see a whole process, so these run while no other test does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

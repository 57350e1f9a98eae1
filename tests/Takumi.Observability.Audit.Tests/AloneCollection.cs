namespace Takumi.Observability.Audit.Tests;

/// <summary>Tests that read what every journal of the process writes to: nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

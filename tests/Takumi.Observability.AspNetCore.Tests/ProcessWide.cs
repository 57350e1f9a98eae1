namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Tests that look at, or change, what all hosts of the process share: they run alone.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;

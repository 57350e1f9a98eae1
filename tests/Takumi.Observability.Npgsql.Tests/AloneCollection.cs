namespace Takumi.Observability.Npgsql.Tests;

/// <summary>For tests of what happens when nobody else listens: Npgsql's source and meter are static, and another test's host would be a listener.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>For tests that look at what the whole process counts.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

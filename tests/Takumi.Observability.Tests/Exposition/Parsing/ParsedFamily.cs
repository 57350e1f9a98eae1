namespace Takumi.Observability.Tests.Exposition.Parsing;

internal sealed class ParsedFamily(string name)
{
    public string Name { get; } = name;

    public string Type { get; set; } = "unknown";

    public string? Help { get; set; }

    public string? Unit { get; set; }

    public List<string> MetadataOrder { get; } = [];

    public List<ParsedSample> Samples { get; } = [];
}

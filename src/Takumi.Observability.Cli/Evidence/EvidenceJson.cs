using System.Text.Json.Serialization;

namespace Takumi.Observability.Cli.Evidence;

/// <summary>How evidence is written as JSON: indented, for people as well.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ConsistencyProof))]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class EvidenceJson : JsonSerializerContext;

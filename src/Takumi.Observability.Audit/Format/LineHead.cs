namespace Takumi.Observability.Format;

/// <summary>What has to be known of every line.</summary>
internal readonly record struct LineHead(long Sequence, RecordKind Kind);

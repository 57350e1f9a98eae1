namespace Takumi.Observability.Cli.Audit;

/// <summary>What was asked of <c>verify</c>.</summary>
/// <param name="Memory">Null when nothing may be remembered.</param>
internal sealed record VerifyRequest(string Target, IReadOnlyList<string> Keys, IReadOnlyList<string> Trusted, string? Origin, CheckpointMemory? Memory, bool IsJson);

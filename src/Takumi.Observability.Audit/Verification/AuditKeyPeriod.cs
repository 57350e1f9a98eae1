namespace Takumi.Observability.Verification;

/// <summary>A key and the sizes of checkpoints that it may sign.</summary>
/// <param name="KeyId">Its id in notes, 8 hexadecimal digits.</param>
/// <param name="VerifierKey">The key as a C2SP verifier key under the log's name.</param>
/// <param name="From">The first size.</param>
/// <param name="Until">The size at which another key replaced it, inclusive; null for a key that was not replaced.</param>
/// <param name="Handover">The checkpoint that handed the log over to it, byte for byte; null for a key that the verifier was given.</param>
public sealed record AuditKeyPeriod(string KeyId, string VerifierKey, long From, long? Until, ReadOnlyMemory<byte>? Handover);

namespace Takumi.Observability.Verification;

/// <summary>Nothing can be said, because what was given cannot be used: no journal, no readable key, a trusted note that is none of this log.</summary>
public sealed class UnusableAuditInputException(string message, Exception? innerException = null) : Exception(message, innerException);

namespace Takumi.Observability.Audit.Tests.Storage;

/// <summary>The power is gone: nothing in the program under test may catch this.</summary>
internal sealed class PowerLossException : Exception;

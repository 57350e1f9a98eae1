namespace Takumi.Observability.Weaving;

/// <summary>A reason not to weave that a user can act on.</summary>
internal sealed class WeavingException(string message, Exception? inner = null) : Exception(message, inner);

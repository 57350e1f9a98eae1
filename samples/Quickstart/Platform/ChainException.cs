namespace Quickstart.Platform;

public sealed class ChainException(string message) : Exception(message);

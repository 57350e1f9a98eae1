namespace RestoreDrill;

/// <summary>A step of the drill did not come out as the documentation says.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);

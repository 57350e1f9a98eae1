namespace Takumi.Observability.Format;

/// <summary>The numbers of format 1. A journal that exceeds one of them was not written by it.</summary>
internal static class JournalLimits
{
    public const int FormatNumber = 1;

    /// <summary>Longest line in bytes, its LF excluded.</summary>
    public const int LineBytes = 16 * 1024;

    /// <summary>Most bytes that may be unsynced at a time, hence the largest torn tail.</summary>
    public const int BatchBytes = 1024 * 1024;

    /// <summary>Longest request file in bytes.</summary>
    public const int RequestBytes = 4 * 1024;

    /// <summary>Largest integer either way: what every JSON reader keeps exactly.</summary>
    public const long Integer = (1L << 53) - 1;

    /// <summary>Most members of a later version in one line.</summary>
    public const int UnknownMembers = 32;
}

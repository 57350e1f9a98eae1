namespace Takumi.Observability.Format;

/// <summary>A record cannot be a line: the application gave what the format cannot hold.</summary>
internal sealed class InvalidRecordException(string message, bool tooLarge = false) : Exception(message)
{
    public bool IsTooLarge { get; } = tooLarge;

    public static InvalidRecordException TooLarge(string what) =>
        new($"The record is too large: {what}; a line has at most {JournalLimits.LineBytes} bytes and is never cut.", tooLarge: true);
}

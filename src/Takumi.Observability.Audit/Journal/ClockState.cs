using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// What the machine says of its clock at a start: whether something keeps it in step, by what the kernel counts, and how wrong it can be. It is a claim of the kernel; the order
/// of a log never depends on a clock.
/// </summary>
/// <param name="Sync">Whether the kernel's clock is kept in step; null where that can't be known.</param>
/// <param name="Source">The kernel's clock source, such as <c>tsc</c>.</param>
/// <param name="MaximumErrorMicroseconds">The kernel's bound on the error, while it is kept in step.</param>
internal sealed record ClockState(bool? Sync, string? Source, long? MaximumErrorMicroseconds)
{
    private const string SourceFile = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

    public static ClockState Unknown { get; } = new(null, null, null);

    public static ClockState Read() => OperatingSystem.IsLinux() && Environment.Is64BitProcess
        ? Of(Libc.TryReadClock(out var state, out var status, out var maximumError) ? (state, status, maximumError) : null, ReadSource())
        : Unknown;

    /// <param name="answer">What adjtimex(2) returned and wrote; null if it failed.</param>
    /// <param name="source">The kernel's clock source.</param>
    internal static ClockState Of((int State, int Status, long MaximumError)? answer, string? source)
    {
        if (answer is not var (state, status, maximumError))
            return new ClockState(null, source, null);
        const int error = 5; // TIME_ERROR
        const int unsynchronized = 0x40; // STA_UNSYNC
        var inStep = state != error && (status & unsynchronized) == 0;
        return new ClockState(inStep, source, inStep ? maximumError : null);
    }

    public void Write(LineBuilder line)
    {
        line.Word(RecordSchema.Clock, Sync switch { true => "synchronized"u8, false => "unsynchronized"u8, null => "unknown"u8 }).Text(RecordSchema.ClockSource, Source);
        if (MaximumErrorMicroseconds is { } error)
            line.Integer(RecordSchema.ClockError, error);
    }

    private static string? ReadSource()
    {
        try
        {
            return File.ReadAllText(SourceFile).Trim() is { Length: > 0 and <= 64 } source ? source : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not there in some containers: then nobody knows
        }
    }
}

using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>The records that the journal writes of itself, put into the batch that is being made.</summary>
internal sealed class OwnRecords(RecordLosses losses, TimeProvider time)
{
    private readonly LineBuilder _line = new();

    /// <summary>The batch that is being made: of these records and of those of the application.</summary>
    public LineBatch Batch { get; } = new();

    public void Add(RecordKind kind, Action<LineBuilder> write)
    {
        write(_line.Begin(AuditRecordId.New(), kind, time.GetUtcNow()));
        if (!Batch.TryAdd(_line.Tail))
            throw InvalidRecordException.TooLarge($"a {kind} record");
    }

    /// <summary>Adds what no loss record has told yet, and returns it, to be ticked off when the batch is durable.</summary>
    public List<(int Reason, long Count)> AddLosses()
    {
        if (!losses.AnyUntold)
            return [];
        var told = losses.Untold().ToList();
        foreach (var (reason, count) in told)
            Add(RecordKind.Loss, line => RecordLosses.Write(line, reason, count));
        return told;
    }

    /// <param name="last">Kind of the last record of the run before; null for a new journal, whose genesis may have been torn.</param>
    /// <param name="settings">What the run is told to do, and the clock of its machine.</param>
    public void AddStart(RecordKind? last, JournalSettings settings) => Add(RecordKind.Start, line =>
    {
        line.Text(RecordSchema.Host, Environment.MachineName)
            .Integer(RecordSchema.Pid, Environment.ProcessId)
            .Text(RecordSchema.Version, typeof(OwnRecords).Assembly.GetName().Version!.ToString(3))
            .Word(RecordSchema.Previous, last switch { null or RecordKind.Genesis => "none"u8, RecordKind.Stop => "clean"u8, _ => "unclean"u8 });
        if (last is not (null or RecordKind.Genesis or RecordKind.Stop))
            line.Word(RecordSchema.Losses, "unknown"u8);
        settings.Clock.Write(line);
        line.Object(RecordSchema.Settings, settings.Effective).End();
    });

    /// <summary>Adds the stop, and before it what <see cref="AddLosses"/> adds and returns.</summary>
    public List<(int Reason, long Count)> AddStop()
    {
        var told = AddLosses();
        Add(RecordKind.Stop, line => line.Integer(RecordSchema.Lost, losses.Total).End());
        return told;
    }

    public void AddFailure(DateTimeOffset since) =>
        Add(RecordKind.Failure, line => line.Word(RecordSchema.Reason, "disk"u8).Time(RecordSchema.Since, since).End());
}

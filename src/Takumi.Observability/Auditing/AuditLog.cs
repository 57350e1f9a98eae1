using System.Diagnostics;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Redaction;
using Takumi.Observability.Resources;

namespace Takumi.Observability.Auditing;

/// <summary>Both doors of the audit trail: enriches the event, hands it to the logger, and to every durable sink.</summary>
internal sealed class AuditLog(
    IEnumerable<IAuditSink> sinks,
    IEnumerable<IAuditEnricher> enrichers,
    AuditLogger logger,
    ServiceIdentity identity,
    Contained contained,
    LossReport losses,
    PersonalDataSplit personalData,
    HostRedaction redaction,
    TimeProvider time) : IAuditLog
{
    private readonly IAuditSink[] _sinks = [.. sinks];
    private readonly IAuditEnricher[] _enrichers = [.. enrichers];

    public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        var record = ToRecord(auditEvent);
        return _sinks.Length == 0 ? LogAsync(record) : WriteAsync(record, cancellationToken);
    }

    public void Record(AuditEvent auditEvent)
    {
        if (auditEvent is null)
            return;
        try
        {
            Take(ToRecord(auditEvent));
        }
        catch (Exception exception)
        {
            // The event's own code, its metadata, threw.
            losses.Lost(TelemetrySignal.Audit, LossReason.ExportFailed, 1, $"An audit event could not be read: {exception.GetType()}.");
        }
    }

    private void Take(AuditRecord record)
    {
        var isTaken = true;
        foreach (var sink in _sinks)
            isTaken &= contained.Call(sink, record, static (sink, record) => sink.TryWrite(record), fallback: false);

        // What no journal could take is in the log at least; the sink has counted the loss.
        if (isTaken)
            Accept(record, []);
        else
            logger.Write(record);
    }

    private async ValueTask<AuditReceipt> WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var positions = new AuditPosition[_sinks.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            try
            {
                positions[i] = await _sinks[i].WriteAsync(record, cancellationToken).ConfigureAwait(false);
            }
            catch (AuditException exception) when (i > 0 && exception.Failure == AuditFailure.NotWritten)
            {
                throw new AuditException(AuditFailure.Unknown, record.Id, $"{i} of {positions.Length} durable sinks have the record. {exception.Message}", exception);
            }
        }

        return Accept(record, positions);
    }

    /// <summary>The logger alone keeps the trail, so what it could not take is the caller's to know.</summary>
    private ValueTask<AuditReceipt> LogAsync(AuditRecord record)
    {
        if (logger.Write(record) is { } failure)
            return ValueTask.FromException<AuditReceipt>(new AuditException(AuditFailure.Unknown, record.Id, $"A logger threw on audit record {record.Id}, and no durable sink is registered.", failure));
        return ValueTask.FromResult(Count(record, []));
    }

    /// <summary>The logger and the counter hear of a record that exists, not of one that was refused.</summary>
    private AuditReceipt Accept(AuditRecord record, IReadOnlyList<AuditPosition> positions)
    {
        logger.Write(record);
        return Count(record, positions);
    }

    private static AuditReceipt Count(AuditRecord record, IReadOnlyList<AuditPosition> positions)
    {
        AuditMetrics.Recorded(record.Event.Event, record.Event.Result);
        return new AuditReceipt(record.Id, positions);
    }

    private AuditRecord ToRecord(AuditEvent auditEvent)
    {
        foreach (var enricher in _enrichers)
            auditEvent = contained.Call(enricher, auditEvent, static (enricher, value) => enricher.Enrich(value), fallback: auditEvent);
        var now = Milliseconds(time.GetUtcNow());
        (auditEvent, var personal) = personalData.Split(auditEvent, now);
        if (auditEvent.Metadata is { Count: > 0 } metadata)
            auditEvent = auditEvent with { Metadata = Mask(metadata) };
        var activity = Activity.Current;
        return new AuditRecord(AuditRecordId.New(), now, identity.Name, identity.Environment, activity?.TraceId ?? default, activity?.SpanId ?? default, auditEvent)
        {
            Personal = personal,
        };
    }

    /// <summary>A copy in any case: the record must not change when the application's dictionary does.</summary>
    private Dictionary<string, object?> Mask(IReadOnlyDictionary<string, object?> metadata)
    {
        var masked = new Dictionary<string, object?>(metadata.Count);
        foreach (var (name, value) in metadata)
            masked[name] = redaction.Audit.Redact(name, value);
        return masked;
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), now.Offset);
}

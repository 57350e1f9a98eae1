using Takumi.Observability.Auditing;
using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>An audit record as a line.</summary>
internal static class EventLine
{
    /// <exception cref="InvalidRecordException">The format cannot hold it.</exception>
    public static void Write(LineBuilder line, AuditRecord record, IReadOnlyDictionary<string, object?>? sealedMembers = null)
    {
        var value = record.Event;
        line.Begin(record.Id, RecordKind.Event, record.Timestamp)
            .Text(RecordSchema.Event, value.Event)
            .Text(RecordSchema.Resource, value.Resource)
            .Text(RecordSchema.Action, value.Action)
            .Word(RecordSchema.Result, value.Result == AuditResult.Success ? "success"u8 : "failure"u8)
            .Text(RecordSchema.UserId, value.UserId)
            .Text(RecordSchema.OnBehalfOf, value.OnBehalfOf)
            .Text(RecordSchema.StellarAddress, value.StellarAddress)
            .Text(RecordSchema.ResourceId, value.ResourceId)
            .Text(RecordSchema.TxHash, value.TxHash)
            .Decimal(RecordSchema.Amount, value.Amount)
            .Object(RecordSchema.Metadata, value.Metadata)
            .Text(RecordSchema.Ip, value.Ip)
            .Text(RecordSchema.UserAgent, value.UserAgent)
            .Text(RecordSchema.Service, record.Service)
            .Text(RecordSchema.Environment, record.Environment ?? "");
        if (record.TraceId != default)
            line.Text(RecordSchema.TraceId, record.TraceId.ToHexString());
        if (record.SpanId != default)
            line.Text(RecordSchema.SpanId, record.SpanId.ToHexString());
        line.Object(RecordSchema.Sealed, sealedMembers).End();
        if (RecordSchema.LineStart.Length + 1 + line.Tail.Length > JournalLimits.LineBytes)
            throw InvalidRecordException.TooLarge($"it has at least {RecordSchema.LineStart.Length + 1 + line.Tail.Length} bytes");
    }
}

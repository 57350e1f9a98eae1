namespace Takumi.Observability.Testing.Otlp;

/// <summary>Reads an ExportLogsServiceRequest (opentelemetry/proto/logs/v1/logs.proto).</summary>
internal static class OtlpLogDecoder
{
    public static IEnumerable<OtlpLog> Decode(ProtobufMessage request) =>
        from resourceLogs in request.Messages(1)
        let resource = resourceLogs.Message(1).Attributes(1)
        from scopeLogs in resourceLogs.Messages(2)
        let scope = scopeLogs.Message(1).Text(1)
        from log in scopeLogs.Messages(2)
        select new OtlpLog
        {
            Resource = resource,
            Scope = scope,
            Time = log.Time(1),
            Body = OtlpAttributes.Value(log.Message(5)),
            SeverityNumber = (int)log.Number(2),
            SeverityText = log.Text(3),
            EventName = log.Text(12),
            Attributes = log.Attributes(6),
            TraceId = log.Hex(9),
            SpanId = log.Hex(10),
        };
}

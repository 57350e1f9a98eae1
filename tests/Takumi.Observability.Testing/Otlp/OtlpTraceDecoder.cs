using System.Diagnostics;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>Reads an ExportTraceServiceRequest (opentelemetry/proto/trace/v1/trace.proto).</summary>
internal static class OtlpTraceDecoder
{
    public static IEnumerable<OtlpSpan> Decode(ProtobufMessage request) =>
        from resourceSpans in request.Messages(1)
        let resource = resourceSpans.Message(1).Attributes(1)
        from scopeSpans in resourceSpans.Messages(2)
        let scope = scopeSpans.Message(1).Text(1)
        from span in scopeSpans.Messages(2)
        select Span(span, resource, scope);

    private static OtlpSpan Span(ProtobufMessage span, IReadOnlyDictionary<string, object?> resource, string scope) => new()
    {
        Resource = resource,
        Scope = scope,
        TraceId = span.Hex(1),
        SpanId = span.Hex(2),
        ParentSpanId = span.Hex(4),
        Name = span.Text(5),
        Kind = Kind(span.Number(6)),
        Start = span.Time(7),
        End = span.Time(8),
        Attributes = span.Attributes(9),
        Events = [.. span.Messages(11).Select(item => new OtlpSpanEvent(item.Text(2), item.Time(1), item.Attributes(3)))],
        Links = [.. span.Messages(13).Select(link => new OtlpSpanLink(link.Hex(1), link.Hex(2), link.Attributes(4)))],
        // STATUS_CODE_UNSET, _OK, _ERROR have ActivityStatusCode's numbers.
        Status = (ActivityStatusCode)span.Message(15).Number(3),
        StatusDescription = span.Message(15).Text(2),
    };

    private static ActivityKind Kind(ulong kind) => kind switch
    {
        2 => ActivityKind.Server,
        3 => ActivityKind.Client,
        4 => ActivityKind.Producer,
        5 => ActivityKind.Consumer,
        _ => ActivityKind.Internal,
    };
}

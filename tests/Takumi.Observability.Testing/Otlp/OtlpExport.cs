namespace Takumi.Observability.Testing.Otlp;

/// <summary>One export request, whether it was accepted or not.</summary>
/// <param name="Path">As requested: <c>/v1/traces</c>, or gRPC's <c>/opentelemetry.proto.collector.trace.v1.TraceService/Export</c>.</param>
/// <param name="Headers">Looked up without regard to case.</param>
public sealed record OtlpExport(string Path, IReadOnlyDictionary<string, string> Headers);

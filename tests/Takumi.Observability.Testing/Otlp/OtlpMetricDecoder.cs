namespace Takumi.Observability.Testing.Otlp;

/// <summary>Reads an ExportMetricsServiceRequest (opentelemetry/proto/metrics/v1/metrics.proto).</summary>
internal static class OtlpMetricDecoder
{
    private const uint Gauge = 5, Sum = 7, Histogram = 9, ExponentialHistogram = 10, Summary = 11;

    public static IEnumerable<OtlpMetric> Decode(ProtobufMessage request) =>
        from resourceMetrics in request.Messages(1)
        let resource = resourceMetrics.Message(1).Attributes(1)
        from scopeMetrics in resourceMetrics.Messages(2)
        let scope = scopeMetrics.Message(1).Text(1)
        from metric in scopeMetrics.Messages(2)
        select Metric(metric, resource, scope);

    private static OtlpMetric Metric(ProtobufMessage metric, IReadOnlyDictionary<string, object?> resource, string scope)
    {
        var field = Array.Find([Gauge, Sum, Histogram, ExponentialHistogram, Summary], metric.Has);
        var data = metric.Message(field);
        return new OtlpMetric
        {
            Resource = resource,
            Scope = scope,
            Name = metric.Text(1),
            Description = metric.Text(2),
            Unit = metric.Text(3),
            Kind = Kind(field, data),
            IsCumulative = data.Number(2) == 2,
            Points = [.. data.Messages(1).Select(point => Point(field, point))],
        };
    }

    private static OtlpMetricKind Kind(uint field, ProtobufMessage data) => field switch
    {
        Gauge => OtlpMetricKind.Gauge,
        Sum when data.Number(3) != 0 => OtlpMetricKind.MonotonicSum,
        Sum => OtlpMetricKind.Sum,
        Histogram => OtlpMetricKind.Histogram,
        ExponentialHistogram => OtlpMetricKind.ExponentialHistogram,
        Summary => OtlpMetricKind.Summary,
        _ => throw new InvalidDataException("A metric without data."),
    };

    private static OtlpPoint Point(uint field, ProtobufMessage point) => field switch
    {
        Gauge or Sum => new OtlpPoint
        {
            Attributes = point.Attributes(7),
            Value = point.Has(6) ? (long)point.Number(6) : point.Double(4),
            Exemplars = Exemplars(point, 5),
        },
        Histogram => new OtlpPoint
        {
            Attributes = point.Attributes(9),
            Value = point.Double(5),
            Count = point.Number(4),
            Bounds = [.. point.Fixed64s(7).Select(BitConverter.UInt64BitsToDouble)],
            BucketCounts = [.. point.Fixed64s(6)],
            Exemplars = Exemplars(point, 8),
        },
        ExponentialHistogram => new OtlpPoint { Attributes = point.Attributes(1), Value = point.Double(5), Count = point.Number(4), Exemplars = Exemplars(point, 11) },
        _ => new OtlpPoint { Attributes = point.Attributes(7), Value = point.Double(5), Count = point.Number(4) },
    };

    private static IReadOnlyList<OtlpExemplar> Exemplars(ProtobufMessage point, uint number) =>
        [.. point.Messages(number).Select(exemplar => new OtlpExemplar(exemplar.Hex(5), exemplar.Hex(4), exemplar.Attributes(7)))];
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OpenTelemetry;

namespace Takumi.Observability.Npgsql.Tests.Fixtures;

/// <summary>What an exporter would have sent, and all that a processor sees. Sources are shared by every host of the process, so a test asks for its own trace.</summary>
public sealed class SpanCapture : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<(Activity Span, string AtItsEnd)> _ended = new();

    public override void OnEnd(Activity data) => _ended.Enqueue((data, $"{data.DisplayName} {data.Status} {data.GetTagItem("db.query.text") ?? "without text"}"));

    /// <summary>The sampled spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Select(one => one.Span).Where(span => span.TraceId == trace && span.Recorded)];

    /// <summary>The sampled spans of a connection, by its database and the process that serves it.</summary>
    public IReadOnlyList<Activity> Of(NpgsqlConnection connection) =>
    [
        .. _ended.Select(one => one.Span).Where(span =>
            span.Recorded && Equals(span.GetTagItem("db.npgsql.connection_id"), connection.ProcessID) && Equals(span.GetTagItem("db.namespace"), connection.Database)),
    ];

    /// <summary>Name, status and text of the spans of a trace in the moment in which the exporter got them.</summary>
    public IReadOnlyList<string> AtTheirEnd(ActivityTraceId trace) => [.. _ended.Where(one => one.Span.TraceId == trace && one.Span.Recorded).Select(one => one.AtItsEnd)];
}

using System.Diagnostics;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Diagnosis;

/// <summary>Alone: whoever wants the exception on the span gets it there, and another test's host would want it.</summary>
[Collection(AloneCollection.Name)]
public sealed class ErrorRecordingTests
{
    [Theory]
    [InlineData(ErrorRecording.SpanEvent, 1, 0)]
    [InlineData(ErrorRecording.LogRecord, 0, 1)]
    [InlineData(ErrorRecording.Both, 1, 1)]
    public async Task An_exception_is_written_once_where_the_option_says(ErrorRecording recording, int events, int logs)
    {
        await using var host = await TestHost.StartAsync(options: options => options.Errors = recording);
        Activity.Current = null;
        ActivityTraceId trace = default;
        Should.Throw<InvalidOperationException>(() => TakumiTelemetry.TraceWorkflow("outer", void (outer) =>
        {
            trace = outer.Activity!.TraceId;
            TakumiTelemetry.TraceOperation("inner", void (_) => throw new InvalidOperationException("boom"));
        }));

        var spans = host.Spans.Of(trace);
        spans.Select(span => span.Status).ShouldBe([ActivityStatusCode.Error, ActivityStatusCode.Error]);
        spans.Select(span => span.GetTagItem("error.type")).ShouldBe(["System.InvalidOperationException", "System.InvalidOperationException"]);
        spans.Sum(span => span.Events.Count()).ShouldBe(events);
        var records = host.Logs.Logs.Where(log => log.Category == "Takumi.Observability.Errors").ToArray();
        records.Length.ShouldBe(logs);
        records.ShouldAllBe(log => log.Message == "inner failed" && log.Exception is InvalidOperationException);
    }
}

using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>Whatever goes wrong while an error is written down, the error itself goes on, and stays on the span.</summary>
public sealed class SpanErrorsTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Activity _root;

    public SpanErrorsTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public async Task An_exception_whose_own_text_throws_goes_on_unchanged()
    {
        var thrown = new Unspeakable();

        (await Should.ThrowAsync<Unspeakable>(() => TakumiTelemetry.TraceOperation("step", async _ =>
        {
            await Task.Yield();
            throw thrown;
        }))).ShouldBeSameAs(thrown);

        SpanTree.Render(_recorder.Trace(_root)).ShouldBe($"""
            step (internal) ERROR
              - error.type: {typeof(Unspeakable).FullName}

            """);
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void An_observer_that_throws_takes_neither_the_exception_nor_its_event_away()
    {
        using var observing = SpanErrors.Observe(new Throwing(_root.TraceId));

        Should.Throw<InvalidOperationException>(() => TakumiTelemetry.TraceOperation("step", void (_) => throw new InvalidOperationException("boom"))).Message.ShouldBe("boom");

        SpanTree.Render(_recorder.Trace(_root)).ShouldBe("""
            step (internal) ERROR: boom
              - error.type: System.InvalidOperationException
              @ exception
                - exception.message: boom
                - exception.stacktrace: …
                - exception.type: System.InvalidOperationException

            """);
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void A_body_that_returns_no_task_has_ended()
    {
        TakumiTelemetry.TraceOperation("step", Task (_) => null!).ShouldBeNull();
        TakumiTelemetry.TraceOperation("step", Task<int> (_) => null!).ShouldBeNull();

        _recorder.Trace(_root).Select(span => span.Status).ShouldBe([ActivityStatusCode.Unset, ActivityStatusCode.Unset]);
        Activity.Current.ShouldBe(_root);
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new NotSupportedException("on purpose");
    }

    private sealed class Throwing(ActivityTraceId trace) : ErrorObserver
    {
        public override bool KeepsSpanEvent => true;

        public override void OnError(Activity activity, Exception exception)
        {
            if (activity.TraceId == trace)
                throw new NotSupportedException("on purpose");
        }
    }
}

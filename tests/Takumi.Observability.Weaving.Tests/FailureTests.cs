using System.Diagnostics;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>An exception goes on unchanged and is on the span; a cancellation is no error; the span has ended when the caller learns of either.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Ends _ends = new();

    public static TheoryData<string> Throwing => ["Throws", "ThrowsBeforeTask", "ThrowsAtOnceAsync", "ThrowsLaterAsync", "Faulted", "FaultsLater"];

    public void Dispose() => _recorder.Dispose();

    [Theory]
    [MemberData(nameof(Throwing))]
    public async Task An_exception_fails_the_span_and_goes_on(string method)
    {
        using var root = _recorder.StartTrace();

        var exception = await Should.ThrowAsync<InvalidOperationException>(() => Call(method));

        exception.Message.ShouldBe("boom");
        Activity.Current.ShouldBe(root);
        SpanTree.Render(_recorder.Trace(root)).ShouldBe(
            "shape (internal) ERROR: boom\n  - error.type: System.InvalidOperationException\n  - x: 7\n"
            + "  @ exception\n    - exception.message: boom\n    - exception.stacktrace: …\n    - exception.type: System.InvalidOperationException\n");
    }

    [Fact]
    public async Task A_cancellation_ends_the_span_without_an_error()
    {
        using var root = _recorder.StartTrace();
        using var cancellation = new CancellationTokenSource();
        var calls = new[] { _ends.CancelledAsync(7, cancellation.Token), _ends.Cancelled(7, cancellation.Token) };
        Activity.Current.ShouldBe(root);

        await cancellation.CancelAsync();
        foreach (var call in calls)
            await Should.ThrowAsync<OperationCanceledException>(() => call);

        SpanTree.Render(_recorder.Trace(root)).ShouldBe("shape (internal)\n  - x: 7\nshape (internal)\n  - x: 7\n");
    }

    [Fact]
    public async Task A_timeout_in_the_guise_of_a_cancellation_is_an_error_whether_it_was_there_already_or_came_later()
    {
        using var root = _recorder.StartTrace();
        var gate = new TaskCompletionSource();
        var calls = new[] { _ends.HandedOn(7, TimesOutAsync(Task.CompletedTask)), _ends.HandedOn(7, TimesOutAsync(gate.Task)) };

        gate.SetResult();
        foreach (var call in calls)
            (await Xunit.Record.ExceptionAsync(() => call)).ShouldBeOfType<TaskCanceledException>().InnerException.ShouldBeOfType<TimeoutException>();

        _recorder.Trace(root).Select(span => (span.Status, span.StatusDescription)).ShouldBe([(ActivityStatusCode.Error, "too late"), (ActivityStatusCode.Error, "too late")]);

        static async Task<int> TimesOutAsync(Task wait)
        {
            await wait;
            throw new TaskCanceledException("too late", new TimeoutException());
        }
    }

    [Fact]
    public async Task An_exception_that_cannot_say_what_it_is_fails_the_span_and_goes_on()
    {
        using var root = _recorder.StartTrace();

        (await IsMuteAsync(() => _ends.HandedOn(7, Task.FromException<int>(new MuteException())))).ShouldBeTrue();
        (await IsMuteAsync(() => TakumiTelemetry.TraceOperation("helper", _ => Task.FromException(new MuteException())))).ShouldBeTrue();

        SpanTree.Render(_recorder.Trace(root)).ShouldBe(
            $"shape (internal) ERROR\n  - error.type: {typeof(MuteException).FullName}\n  - x: 7\nhelper (internal) ERROR\n  - error.type: {typeof(MuteException).FullName}\n");

        // What the test framework would do with the exception begins with its message.
        static async Task<bool> IsMuteAsync(Func<Task> call)
        {
            try
            {
                await call();
                return false;
            }
            catch (MuteException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task The_span_has_ended_before_the_callers_await_goes_on()
    {
        using var root = _recorder.StartTrace();
        for (var i = 0; i < 100; i++)
        {
            await _ends.TaskOfAsync(i);
            await _ends.ReturnedValueOf(i);
            _recorder.Trace(root).Count.ShouldBe(2 * (i + 1));
        }
    }

    [Fact]
    public void A_stack_trace_names_the_line_that_threw_and_no_method_of_ours()
    {
        var exception = Should.Throw<InvalidOperationException>(() => _ends.Throws(7));

        var first = exception.StackTrace!.Split('\n')[0];
        first.ShouldContain("Ends.Throws(Int32 x) in ");
        first.ShouldContain("Ends.cs:line ");
        exception.StackTrace.ShouldNotContain("WovenSpan");
    }

    private sealed class MuteException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }

    private async Task Call(string method)
    {
        switch (method)
        {
            case "Throws":
                _ends.Throws(7);
                break;
            case "ThrowsBeforeTask":
                await _ends.ThrowsBeforeTask(7);
                break;
            case "ThrowsAtOnceAsync":
                await _ends.ThrowsAtOnceAsync(7);
                break;
            case "ThrowsLaterAsync":
                await _ends.ThrowsLaterAsync(7);
                break;
            case "Faulted":
                await _ends.Faulted(7);
                break;
            default:
                await _ends.FaultsLater(7);
                break;
        }
    }
}

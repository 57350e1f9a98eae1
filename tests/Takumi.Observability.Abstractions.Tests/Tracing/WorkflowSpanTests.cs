using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

public sealed class WorkflowSpanTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly Activity _root;
    private readonly string _name = "w-" + Guid.NewGuid().ToString("N");

    public WorkflowSpanTests() => _root = _recorder.StartTrace();

    private string Tree => SpanTree.Render(_recorder.Trace(_root)).Replace(_name, "NAME", StringComparison.Ordinal);

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
        _measurements.Dispose();
    }

    [Fact]
    public async Task A_completed_workflow_is_a_span_with_its_outcome_and_what_the_caller_added()
    {
        await TakumiTelemetry.TraceWorkflow(_name, async span =>
        {
            span.SetTag("profile.id", "7");
            await Task.Yield();
            span.SetTag("cached", true);
        });

        Tree.ShouldBe("""
            workflow.NAME (internal)
              - cached: true
              - profile.id: 7
              - workflow.name: NAME
              - workflow.outcome: success

            """);
        ShouldHaveMeasured("success");
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public async Task A_throwing_workflow_is_an_error_with_the_exception_and_the_exception_goes_on()
    {
        var thrown = await Should.ThrowAsync<InvalidOperationException>(() => TakumiTelemetry.TraceWorkflow(_name, async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }));

        thrown.Message.ShouldBe("boom");
        Tree.ShouldBe("""
            workflow.NAME (internal) ERROR: boom
              - error.type: System.InvalidOperationException
              - workflow.name: NAME
              - workflow.outcome: failure
              @ exception
                - exception.message: boom
                - exception.stacktrace: …
                - exception.type: System.InvalidOperationException

            """);
        ShouldHaveMeasured("failure");
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public async Task A_cancelled_workflow_is_no_error()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => TakumiTelemetry.TraceWorkflow(_name, async _ =>
        {
            await Task.Yield();
            throw new OperationCanceledException();
        }));

        Tree.ShouldBe("""
            workflow.NAME (internal)
              - workflow.name: NAME
              - workflow.outcome: cancelled

            """);
        ShouldHaveMeasured("cancelled");
    }

    [Fact]
    public void A_timeout_in_the_clothes_of_a_cancellation_is_a_failure()
    {
        Should.Throw<TaskCanceledException>(() => TakumiTelemetry.TraceWorkflow(_name, void (_) =>
            throw new TaskCanceledException("too slow", new TimeoutException())));

        ShouldHaveMeasured("failure");
    }

    [Fact]
    public void An_exception_that_climbs_through_several_spans_marks_each_and_is_written_down_once()
    {
        Should.Throw<InvalidOperationException>(() => TakumiTelemetry.TraceWorkflow(_name, void (_) =>
            TakumiTelemetry.TraceContractCall("SkillProfile", "createProfile", void (_) => throw new InvalidOperationException("boom"))));

        Tree.ShouldBe("""
            workflow.NAME (internal) ERROR: boom
              - error.type: System.InvalidOperationException
              - workflow.name: NAME
              - workflow.outcome: failure
              contract.SkillProfile.createProfile (client) ERROR: boom
                - contract.method: createProfile
                - contract.name: SkillProfile
                - error.type: System.InvalidOperationException
                @ exception
                  - exception.message: boom
                  - exception.stacktrace: …
                  - exception.type: System.InvalidOperationException

            """);
    }

    [Fact]
    public void A_scope_ends_with_complete()
    {
        using (var workflow = TakumiTelemetry.StartWorkflow(_name))
        {
            Activity.Current.ShouldBe(workflow.Activity);
            workflow.Complete();
            Activity.Current.ShouldBe(_root);
        }

        Tree.ShouldBe("""
            workflow.NAME (internal)
              - workflow.name: NAME
              - workflow.outcome: success

            """);
        ShouldHaveMeasured("success");
    }

    [Fact]
    public void A_scope_that_is_left_by_an_exception_has_failed()
    {
        Should.Throw<InvalidOperationException>(() =>
        {
            using var workflow = TakumiTelemetry.StartWorkflow(_name);
            throw new InvalidOperationException();
        });

        Tree.ShouldBe("""
            workflow.NAME (internal) ERROR: Disposed without Complete
              - error.type: _OTHER
              - workflow.name: NAME
              - workflow.outcome: failure

            """);
        ShouldHaveMeasured("failure");
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void The_first_end_counts()
    {
        using (var workflow = TakumiTelemetry.StartWorkflow(_name))
        {
            workflow.Fail("insufficient_funds", "10 missing");
            workflow.Complete();
            workflow.Fail(new InvalidOperationException());
        }

        Tree.ShouldBe("""
            workflow.NAME (internal) ERROR: 10 missing
              - error.type: insufficient_funds
              - workflow.name: NAME
              - workflow.outcome: failure

            """);
        ShouldHaveMeasured("failure");
    }

    private void ShouldHaveMeasured(string outcome)
    {
        var completion = _measurements.Of("workflow.completions", ("workflow", _name)).ShouldHaveSingleItem();
        completion.Tags.ShouldBe(new Dictionary<string, object?> { ["workflow"] = _name, ["outcome"] = outcome }, ignoreOrder: true);
        _measurements.Of("workflow.duration", ("workflow", _name)).ShouldHaveSingleItem().Tags.Keys.ShouldBe(["workflow"]);
        _measurements.Of("workflow.in_progress", ("workflow", _name)).Select(one => one.Value).ShouldBe([1, -1]);
    }
}

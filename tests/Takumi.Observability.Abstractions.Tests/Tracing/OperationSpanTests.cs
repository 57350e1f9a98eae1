using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

public sealed class OperationSpanTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Activity _root;

    public OperationSpanTests() => _root = _recorder.StartTrace();

    private string Tree => SpanTree.Render(_recorder.Trace(_root));

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public void Steps_nest_as_their_scopes_do()
    {
        using (var proof = TakumiTelemetry.StartOperation(SpanNames.ProofGenerate))
        {
            using (var validation = TakumiTelemetry.StartOperation("dataset_validation"))
            {
                validation.SetTag(SpanTags.DatasetRows, 1000);
                validation.SetTag(SpanTags.DatasetSizeMb, 2.5);
                validation.SetTag("fields", new[] { "a", "b" });
                validation.AddEvent("checked");
                using (TakumiTelemetry.StartOperation("schema_check"))
                {
                }
            }

            proof.SetTag(SpanTags.ProofType, "groth16");
        }

        Tree.ShouldBe("""
            proof.generate (internal)
              - proof.type: groth16
              dataset_validation (internal)
                - dataset.rows: 1000
                - dataset.size_mb: 2.5
                - fields: [a, b]
                @ checked
                schema_check (internal)

            """);
    }

    [Fact]
    public void A_new_root_has_a_trace_of_its_own_and_a_link_to_its_caller()
    {
        Activity started;
        using (var job = TakumiTelemetry.StartOperation("job", new SpanOptions { NewRoot = true }))
        {
            started = job.Activity!;
            started.TraceId.ShouldNotBe(_root.TraceId);
            started.ParentSpanId.ShouldBe(default);
            started.Links.ShouldHaveSingleItem().Context.ShouldBe(_root.Context);
            Activity.Current.ShouldBe(started);
        }

        Activity.Current.ShouldBe(_root);
        _recorder.Trace(started.TraceId).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_new_root_keeps_the_links_that_were_asked_for_and_has_no_parent()
    {
        var parent = new ActivityContext(_root.TraceId, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        var message = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        var options = new SpanOptions { NewRoot = true, Parent = parent, Links = [new(message)] };

        Activity[] started =
        [
            TakumiTelemetry.TraceOperation("job", static span => span.Activity!, options),
            TakumiTelemetry.TraceWorkflow("job", static span => span.Activity!, options),
            TakumiTelemetry.TraceContractCall("C", "m", static span => span.Activity!, options),
        ];

        foreach (var span in started)
        {
            (span.ParentSpanId, span.TraceId == _root.TraceId).ShouldBe((default, false));
            span.Links.Select(link => link.Context).ShouldBe([_root.Context, message]);
        }

        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void Links_kind_and_a_remote_parent_are_as_asked_for()
    {
        var parent = new ActivityContext(_root.TraceId, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        var message = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        var later = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);

        using (var batch = TakumiTelemetry.StartOperation("batch", new SpanOptions { Kind = ActivityKind.Consumer, Parent = parent, Links = [new(message)] }))
            batch.AddLink(later);

        var span = _recorder.Trace(_root).ShouldHaveSingleItem();
        span.Kind.ShouldBe(ActivityKind.Consumer);
        span.ParentSpanId.ShouldBe(parent.SpanId);
        span.Links.Select(link => link.Context).ShouldBe([message, later]);
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void A_span_ended_after_its_parent_gives_back_what_can_be_given()
    {
        var outer = TakumiTelemetry.StartOperation("outer");
        var inner = TakumiTelemetry.StartOperation("inner");
        outer.Dispose();
        Activity.Current.ShouldBe(_root);
        inner.Dispose();
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void A_child_that_was_never_ended_does_not_stay_current()
    {
        TakumiTelemetry.TraceOperation("outer", void (_) => TakumiTelemetry.StartOperation("leaked"));

        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void No_span_takes_every_call()
    {
        OperationSpan none = default;
        none.SetTag("a", "b");
        none.SetTag("a", 1);
        none.AddEvent("e");
        none.AddLink(_root.Context);
        none.Fail(new InvalidOperationException());
        none.Fail("x");
        none.Complete();
        none.Dispose();
        none.Activity.ShouldBeNull();

        WorkflowSpan noWorkflow = default;
        noWorkflow.Complete();
        noWorkflow.Dispose();
        ContractCallSpan noCall = default;
        noCall.TransactionHash = "x";
        noCall.Dispose();
        Activity.Current.ShouldBe(_root);
        Tree.ShouldBeEmpty();
    }
}

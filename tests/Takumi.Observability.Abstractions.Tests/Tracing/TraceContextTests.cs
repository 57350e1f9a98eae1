using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

public sealed class TraceContextTests
{
    [Fact]
    public void What_is_injected_on_one_side_is_the_parent_on_the_other()
    {
        using var recorder = new ActivityRecorder(TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();
        var headers = new Dictionary<string, string>();

        ActivitySpanId sender;
        using (var webhook = TakumiTelemetry.StartOperation(SpanNames.WebhookTrigger("endorsement.created"), new SpanOptions { Kind = ActivityKind.Producer }))
        {
            sender = webhook.Activity!.SpanId;
            TraceContext.Inject(headers);
        }

        Activity.Current = null;
        using (TakumiTelemetry.StartOperation("webhook.receive", new SpanOptions { Kind = ActivityKind.Consumer, Parent = TraceContext.Extract(headers) }))
        {
        }

        headers["traceparent"].ShouldBe($"00-{root.TraceId}-{sender}-01");
        SpanTree.Render(recorder.Trace(root)).ShouldBe("""
            webhook.trigger endorsement.created (producer)
              webhook.receive (consumer)

            """);
        recorder.Trace(root)[1].HasRemoteParent.ShouldBeTrue();
    }

    [Fact]
    public void The_state_of_other_vendors_travels_as_well()
    {
        using var caller = new Activity("caller") { TraceStateString = "vendor=1" }.Start();
        var headers = new Dictionary<string, string>();

        TraceContext.Inject(headers);

        headers.ShouldBe(new Dictionary<string, string> { ["traceparent"] = caller.Id!, ["tracestate"] = "vendor=1" }, ignoreOrder: true);
        TraceContext.Extract(headers).ShouldBe(new ActivityContext(caller.TraceId, caller.SpanId, ActivityTraceFlags.None, "vendor=1", isRemote: true));
    }

    [Fact]
    public void Without_a_current_span_nothing_is_injected()
    {
        Activity.Current = null;
        var headers = new Dictionary<string, string>();

        TraceContext.Inject(headers);

        headers.ShouldBeEmpty();
    }

    [Fact]
    public void Any_header_is_read_as_a_context_or_as_none() => Prop.ForAll<string?>(value =>
    {
        var context = TraceContext.Extract(value, static (carrier, name) => name == "traceparent" ? carrier : null);
        (context == default || context.IsRemote).ShouldBeTrue();
    }).QuickCheckThrowOnFailure();
}

using System.Diagnostics;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>What is said on the attributes is on the span and in the metrics.</summary>
public sealed class AttributeTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly Workflows _workflows = new();
    private readonly Activity _root;

    public AttributeTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
        _measurements.Dispose();
    }

    [Fact]
    public async Task A_workflow_has_its_name_its_outcome_and_its_metrics()
    {
        await _workflows.WorkflowAsync(fail: false);

        ShouldHave("workflow.weaving-workflow (internal)\n  - workflow.name: weaving-workflow\n  - workflow.outcome: success\n");
        _measurements.Of("workflow.completions", ("workflow", "weaving-workflow"), ("outcome", "success")).ShouldNotBeEmpty();
        _measurements.Of("workflow.duration", ("workflow", "weaving-workflow")).ShouldNotBeEmpty();
        _measurements.Of("workflow.in_progress", ("workflow", "weaving-workflow")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_failure_is_recorded_once_with_its_exception()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _workflows.WorkflowAsync(fail: true));

        ShouldHave(
            "workflow.weaving-workflow (internal) ERROR: boom\n  - error.type: System.InvalidOperationException\n  - workflow.name: weaving-workflow\n  - workflow.outcome: failure\n"
            + "  @ exception\n    - exception.message: boom\n    - exception.stacktrace: …\n    - exception.type: System.InvalidOperationException\n");
        _measurements.Of("workflow.completions", ("workflow", "weaving-workflow"), ("outcome", "failure")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_contract_call_is_a_client_with_network_and_hash()
    {
        await _workflows.SubmitAsync(new Receipt("outer", Inner: new Receipt("abc")));

        ShouldHave("contract.Weaving.submit (client)\n  - contract.method: submit\n  - contract.name: Weaving\n  - contract.network: testnet\n  - transaction.hash: abc\n");
        _measurements.Of("contract.calls", ("contract", "Weaving"), ("method", "submit"), ("outcome", "success")).Count.ShouldBe(1);
        _measurements.Of("contract.call.duration", ("contract", "Weaving"), ("method", "submit")).Count.ShouldBe(1);
        _measurements.Of("stellar.transactions", ("method", "submit"), ("status", "success")).Count.ShouldBe(1);
        _measurements.Of("stellar.transaction.duration", ("method", "submit")).Count.ShouldBe(1);
    }

    [Fact]
    public void A_call_that_only_reads_is_no_transaction()
    {
        _workflows.Read();

        _measurements.Of("contract.calls", ("contract", "Weaving"), ("method", "read"), ("outcome", "success")).Count.ShouldBe(1);
        _measurements.Of("stellar.transactions", ("method", "read")).ShouldBeEmpty();
    }

    [Fact]
    public void The_kind_is_the_attributes()
    {
        _workflows.Kind();

        ShouldHave("kind (producer)\n");
    }

    [Fact]
    public async Task A_new_root_is_linked_to_its_caller_who_keeps_its_own_context()
    {
        await ShouldBeNewRoot(() => Task.FromResult(_workflows.NewRoot()));
        await ShouldBeNewRoot(_workflows.NewRootAsync);
        await _workflows.NewRootTask();
        Activity.Current.ShouldBe(_root);

        async Task ShouldBeNewRoot(Func<Task<Activity?>> call)
        {
            var span = await call();
            Activity.Current.ShouldBe(_root);
            span.ShouldNotBeNull();
            span.IsStopped.ShouldBeTrue();
            span.TraceId.ShouldNotBe(_root.TraceId);
            span.ParentSpanId.ShouldBe(default);
            span.Links.ShouldHaveSingleItem().Context.ShouldBe(_root.Context);
        }
    }

    [Fact]
    public void A_critical_span_says_so_at_its_start()
    {
        _workflows.Critical();

        ShouldHave("critical (internal)\n  - sampling.critical: true\n");
    }

    [Fact]
    public async Task A_result_that_means_failure_fails_the_span()
    {
        _workflows.WhenFalse(true);
        _workflows.WhenFalse(false);
        await _workflows.WhenRejectedAsync(Verdict.Accepted);
        await _workflows.WhenRejectedAsync(Verdict.Rejected);
        await _workflows.WhenNull(new Receipt("abc"));
        await _workflows.WhenNull(null);
        await _workflows.WhenNotAcceptedAsync(new Receipt(null));
        await _workflows.WhenNotAcceptedAsync(new Receipt(null, Accepted: false));

        ShouldHave(
            "result (internal)\n" + Failed("false")
            + "result (internal)\n" + Failed("Rejected")
            + "result (internal)\n  - hash: abc\n" + Failed("null")
            + "result (internal)\n" + Failed("!Accepted"));

        static string Failed(string errorType) => $"result (internal) ERROR: The result means failure\n  - error.type: {errorType}\n";
    }

    [Fact]
    public void A_result_that_means_failure_is_a_failed_outcome()
    {
        _workflows.WhenMinusOne(-1);

        _measurements.Of("workflow.completions", ("workflow", "weaving-failing-result"), ("outcome", "failure")).Count.ShouldBe(1);
        _measurements.Of("workflow.completions", ("workflow", "weaving-failing-result"), ("outcome", "success")).ShouldBeEmpty();
    }

    [Fact]
    public void Tagged_values_are_on_the_span_masked_as_asked_and_nothing_else_is()
    {
        var result = _workflows.Tags(Verdict.Rejected, 1.5m, "user@example.com", 4242_4242_4242_4242, "GABCDEFGHIJKWXYZ", new Receipt("outer", Inner: new Receipt("in")), "not tagged, but returned");

        result.ShouldBe("not tagged, but returned");
        ShouldHave(
            "tags (internal)\n  - amount: 1.5\n  - card: …4242\n  - inner: in\n  - mail: u***@example.com\n  - masked: [redacted]\n"
            + "  - result: not tagged, but returned\n  - verdict: Rejected\n  - wallet: GABC…WXYZ\n");
    }

    [Fact]
    public void A_null_sets_no_tag_and_a_getter_that_throws_costs_only_its_tag()
    {
        _workflows.Tags(Verdict.Accepted, null, null!, 1, "short", new Receipt("outer"), null!);

        ShouldHave("tags (internal)\n  - card: [redacted]\n  - verdict: Accepted\n  - wallet: [redacted]\n");
    }

    [Fact]
    public async Task Parameters_that_an_async_method_never_uses_are_tagged_all_the_same()
    {
        await _workflows.UnusedTagsAsync(7, new Receipt("abc"));

        ShouldHave("tags (internal)\n  - member: abc\n  - unused: 7\n");
    }

    private void ShouldHave(string spans) => SpanTree.Render(_recorder.Trace(_root)).ShouldBe(spans);
}

using System.Diagnostics;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

[Collection(AloneCollection.Name)]
public sealed class NobodyListeningTests
{
    private static readonly Task<int> s_done = Task.FromResult(5);
    private static readonly Func<WorkflowSpan, Task<int>> s_workflow = static _ => s_done;

    private static readonly SpanOptions s_newRoot = new() { NewRoot = true };

    public static TheoryData<string, Action> Calls() => new()
    {
        { "workflow delegate", () => TakumiTelemetry.TraceWorkflow("w", s_workflow) },
        { "workflow delegate with state", () => TakumiTelemetry.TraceWorkflow("w", 5, static (span, state) => span.SetTag("profile.id", state)) },
        { "workflow scope", () => { using var w = TakumiTelemetry.StartWorkflow("w"); w.SetTag("a", 1); w.Complete(); } },
        { "contract delegate", () => TakumiTelemetry.TraceContractCall("C", "m", static call => { call.TransactionHash = "h"; return 5; }) },
        { "contract scope", () => { using var c = TakumiTelemetry.StartContractCall("C", "m"); c.StartPhase(ContractPhase.Sign).Dispose(); c.Complete(); } },
        { "operation delegate", () => TakumiTelemetry.TraceOperation("o", static void (_) => { }) },
        { "operation scope", () => { using var o = TakumiTelemetry.StartOperation("o"); o.SetTag("a", true); } },
        { "new root", () => { using var o = TakumiTelemetry.StartOperation("o", s_newRoot); } },
        { "workflow metrics", () => { WorkflowMetrics.Started("w"); WorkflowMetrics.Completed("w", Outcome.Success, TimeSpan.Zero); } },
        { "lost", () => TelemetryMetrics.Lost(TelemetrySignal.Logs, LossReason.QueueFull) },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void A_call_allocates_nothing_and_starts_nothing(string call, Action run)
    {
        Activity.Current = null;
        for (var i = 0; i < 100; i++)
            run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBe(0, call);
        Activity.Current.ShouldBeNull();
    }
}

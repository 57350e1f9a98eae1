using System.Diagnostics;
using System.Diagnostics.Metrics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>With sampling at 0 there is no span, and every outcome is measured all the same.</summary>
[Collection(AloneCollection.Name)]
public sealed class UnsampledTests : IDisposable
{
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly string _name = Guid.NewGuid().ToString("N");

    public void Dispose() => _measurements.Dispose();

    [Theory]
    [InlineData(ActivitySamplingResult.None)]
    [InlineData(ActivitySamplingResult.PropagationData)]
    public async Task Workflows_are_measured(ActivitySamplingResult sampling)
    {
        using var recorder = new ActivityRecorder(sampling, TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        await Should.ThrowAsync<InvalidOperationException>(() => TakumiTelemetry.TraceWorkflow(_name, Task (_) => throw new InvalidOperationException()));
        using (var second = TakumiTelemetry.StartWorkflow(_name))
        {
            second.Complete();
            second.Complete();
        }

        _measurements.Of("workflow.completions", ("workflow", _name)).Select(one => one.Tags["outcome"]).ShouldBe(["failure", "success"]);
        _measurements.Of("workflow.duration", ("workflow", _name)).Count.ShouldBe(2);
        _measurements.Of("workflow.in_progress", ("workflow", _name)).Select(one => one.Value).ShouldBe([1, -1, 1, -1]);
        Activity.Current.ShouldBe(root);
        recorder.Trace(root).ShouldAllBe(span => !span.TagObjects.Any());
    }

    [Fact]
    public void Contract_calls_are_measured_once_and_have_no_phases()
    {
        using var recorder = new ActivityRecorder(ActivitySamplingResult.None, TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        using (var call = TakumiTelemetry.StartContractCall(_name, "claim"))
        {
            call.Activity.ShouldBeNull();
            call.StartPhase(ContractPhase.Sign).Activity.ShouldBeNull();
            call.TransactionHash = "abc";
            call.TransactionHash.ShouldBeNull();
            call.Complete();
        }

        _measurements.Of("contract.calls", ("contract", _name)).ShouldHaveSingleItem().Tags["outcome"].ShouldBe("success");
        _measurements.Of("stellar.transactions", ("method", "claim")).ShouldHaveSingleItem().Tags["status"].ShouldBe("success");
        Activity.Current.ShouldBe(root);
    }

    [Fact]
    public async Task Traced_methods_are_measured()
    {
        using var recorder = new ActivityRecorder(ActivitySamplingResult.None, TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        await Should.ThrowAsync<InvalidOperationException>(FailAsync);
        Claim();

        _measurements.Of("workflow.completions", ("workflow", "unsampled")).ShouldHaveSingleItem().Tags["outcome"].ShouldBe("failure");
        _measurements.Of("workflow.in_progress", ("workflow", "unsampled")).Select(one => one.Value).ShouldBe([1, -1]);
        _measurements.Of("contract.calls", ("contract", "Unsampled")).ShouldHaveSingleItem().Tags["outcome"].ShouldBe("success");
        _measurements.Of("stellar.transactions", ("method", "claim")).ShouldHaveSingleItem().Tags["status"].ShouldBe("success");
        Activity.Current.ShouldBe(root);
        recorder.Trace(root).ShouldBeEmpty();

        [TraceWorkflow("unsampled")]
        static async Task FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }

        [TraceContractCall("Unsampled", "claim")]
        static void Claim()
        {
        }
    }

    [Theory]
    [InlineData("stellar.transactions")]
    [InlineData("contract.calls")]
    public void A_contract_call_is_measured_for_whoever_listens_to_one_instrument_of_it(string instrument)
    {
        _measurements.Dispose();
        var seen = 0;
        using var listener = new MeterListener { InstrumentPublished = (one, self) => { if (one.Name == instrument) self.EnableMeasurementEvents(one); } };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => seen++);
        listener.Start();

        TakumiTelemetry.StartContractCall(_name, "claim").Complete();

        seen.ShouldBe(1);
    }

    [Fact]
    public void A_new_root_leaves_the_context_alone()
    {
        using var recorder = new ActivityRecorder(ActivitySamplingResult.None, TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        using (TakumiTelemetry.StartOperation("job", new SpanOptions { NewRoot = true }))
            Activity.Current.ShouldBe(root);

        Activity.Current.ShouldBe(root);
    }
}

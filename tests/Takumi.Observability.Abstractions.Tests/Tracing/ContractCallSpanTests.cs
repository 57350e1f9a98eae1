using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

public sealed class ContractCallSpanTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly Activity _root;
    private readonly string _contract = "C" + Guid.NewGuid().ToString("N");

    public ContractCallSpanTests() => _root = _recorder.StartTrace();

    private string Tree => SpanTree.Render(_recorder.Trace(_root)).Replace(_contract, "CONTRACT", StringComparison.Ordinal);

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
        _measurements.Dispose();
    }

    [Fact]
    public async Task A_contract_call_has_its_names_its_transaction_and_its_phases()
    {
        var hash = await TakumiTelemetry.TraceContractCall(_contract, "createProfile", async call =>
        {
            call.Network = "testnet";
            using (var simulate = call.StartPhase(ContractPhase.Simulate))
                simulate.SetTag(SpanTags.StellarFee, 100L);
            using (call.StartPhase(ContractPhase.Submit))
                await Task.Yield();
            call.TransactionHash = "abc";
            return call.TransactionHash;
        });

        hash.ShouldBe("abc");
        Tree.ShouldBe("""
            contract.CONTRACT.createProfile (client)
              - contract.method: createProfile
              - contract.name: CONTRACT
              - contract.network: testnet
              - transaction.hash: abc
              contract.simulate (client)
                - stellar.fee: 100
              contract.submit (client)

            """);
        var call = _measurements.Of("contract.calls", ("contract", _contract)).ShouldHaveSingleItem();
        call.Tags.ShouldBe(new Dictionary<string, object?> { ["contract"] = _contract, ["method"] = "createProfile", ["outcome"] = "success" }, ignoreOrder: true);
        var duration = _measurements.Of("contract.call.duration", ("contract", _contract)).ShouldHaveSingleItem();
        duration.Tags.ShouldBe(new Dictionary<string, object?> { ["contract"] = _contract, ["method"] = "createProfile" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(ContractPhase.Simulate, "contract.simulate")]
    [InlineData(ContractPhase.Sign, "contract.sign")]
    [InlineData(ContractPhase.Submit, "contract.submit")]
    [InlineData(ContractPhase.Poll, "contract.poll")]
    [InlineData(ContractPhase.Result, "contract.result")]
    public void Each_phase_has_its_name(ContractPhase phase, string name)
    {
        using (var call = TakumiTelemetry.StartContractCall(_contract, "m"))
        {
            call.StartPhase(phase).Dispose();
            call.Complete();
        }

        _recorder.Trace(_root).Select(span => span.DisplayName).ShouldBe([$"contract.{_contract}.m", name]);
    }

    [Fact]
    public void A_call_that_says_it_failed_is_counted_as_failure_without_an_exception()
    {
        using (var call = TakumiTelemetry.StartContractCall(_contract, "claim"))
            call.Fail("tx_bad_seq");

        Tree.ShouldBe("""
            contract.CONTRACT.claim (client) ERROR
              - contract.method: claim
              - contract.name: CONTRACT
              - error.type: tx_bad_seq

            """);
        _measurements.Of("contract.calls", ("contract", _contract)).ShouldHaveSingleItem().Tags["outcome"].ShouldBe("failure");
    }

    [Fact]
    public void A_transaction_hash_can_be_set_on_a_using_variable()
    {
        using (var call = TakumiTelemetry.StartContractCall(_contract, "claim"))
        {
            call.TransactionHash = "abc";
            call.Complete();
        }

        _recorder.Trace(_root).ShouldHaveSingleItem().GetTagItem(SpanTags.TransactionHash).ShouldBe("abc");
    }
}

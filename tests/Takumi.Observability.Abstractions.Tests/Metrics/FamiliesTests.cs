using Takumi.Observability.Abstractions.Tests.Tracing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The calls that an application or an adapter makes, and everything that each of them measures. Alone: the meter is static.</summary>
[Collection(AloneCollection.Name)]
public sealed class FamiliesTests
{
    private static readonly TimeSpan s_elapsed = TimeSpan.FromSeconds(1.5);

    private static readonly Dictionary<Action, string[]> s_calls = new()
    {
        [() => StellarMetrics.TransactionSubmitted("claim_reward", TransactionStatus.Success, s_elapsed)] =
            ["stellar.transactions 1 method=claim_reward status=success", "stellar.transaction.duration 1.5 method=claim_reward"],
        [() => StellarMetrics.TransactionSubmitted("claim_reward", TransactionStatus.Rejected)] = ["stellar.transactions 1 method=claim_reward status=rejected"],
        [() => StellarMetrics.TransactionFee("claim_reward", 100)] = ["stellar.transaction.fee 100 method=claim_reward"],
        [() => StellarMetrics.LedgerLag("testnet", s_elapsed)] = ["stellar.ledger.lag 1.5 network=testnet"],
        [() => RpcMetrics.RequestFailed("base", "eth_call", RpcError.JsonRpc, s_elapsed)] =
            ["rpc.requests 1 network=base method=eth_call", "rpc.latency 1.5 network=base method=eth_call", "rpc.errors 1 network=base error=json_rpc"],
        [() => BusinessMetrics.RewardClaimed(ClaimStatus.Success, 9.99m)] = ["reward.claims 1 status=success amount_bucket=lt_10"],
        [() => BusinessMetrics.RewardClaimed(ClaimStatus.Success, 10m)] = ["reward.claims 1 status=success amount_bucket=lt_100"],
        [() => BusinessMetrics.RewardClaimed(ClaimStatus.Failed, 999.99m)] = ["reward.claims 1 status=failed amount_bucket=lt_1000"],
        [() => BusinessMetrics.RewardClaimed(ClaimStatus.Rejected, 1000m)] = ["reward.claims 1 status=rejected amount_bucket=ge_1000"],
        [() => BusinessMetrics.CredentialMinted("solidity-101")] = ["credentials.minted 1 course_id=solidity-101"],
        [() => BusinessMetrics.QuizCompleted(passed: true)] = ["quizzes.completed 1 passed=true"],
        [() => BusinessMetrics.ProfileCreated(Outcome.Success)] = ["profiles.created 1 outcome=success"],
        [() => BusinessMetrics.EndorsementCreated(Outcome.Failure)] = ["endorsements.created 1 outcome=failure"],
        [() => BusinessMetrics.ClaimSubmitted(Outcome.Cancelled)] = ["claims.submitted 1 outcome=cancelled"],
        [() => BusinessMetrics.WebhookTriggered("claim.verified", DeliveryStatus.Failed)] = ["webhooks.triggered 1 event=claim.verified status=failed"],
        [() => BusinessMetrics.WebhookRetried("claim.verified")] = ["webhook.retries 1 event=claim.verified"],
        [() => BusinessMetrics.NotificationSent("email", DeliveryStatus.Success)] = ["notifications.sent 1 channel=email status=success"],
        [() => ZkProofMetrics.ProofGenerated("groth16", s_elapsed, 256)] =
            ["proofs.generated 1 proof_type=groth16", "proof.generation.duration 1.5 proof_type=groth16", "proof.size 256 proof_type=groth16"],
        [() => ZkProofMetrics.ProofVerified("groth16", ProofResult.Invalid, s_elapsed)] =
            ["proofs.verified 1 proof_type=groth16 result=invalid", "proof.verification.duration 1.5 proof_type=groth16"],
        [() => ZkProofMetrics.PhaseDuration("groth16_prove", s_elapsed)] = ["proof.phase.duration 1.5 phase=groth16_prove"],
        [() => ZkProofMetrics.CircuitConstraints("dataset", 12_000)] = ["circuit.constraints 12000 circuit=dataset"],
        [() => ZkProofMetrics.VerificationFailed("groth16", "bad_key")] = ["proof.verification.failures 1 proof_type=groth16 reason=bad_key"],
        [() => DatasetMetrics.Processed((1 << 20) - 1, s_elapsed)] = ["dataset.size 1048575", "dataset.processing.duration 1.5 dataset_size_category=small"],
        [() => DatasetMetrics.Processed(1 << 20, s_elapsed)] = ["dataset.size 1048576", "dataset.processing.duration 1.5 dataset_size_category=medium"],
        [() => DatasetMetrics.Processed(100 << 20, s_elapsed)] = ["dataset.size 104857600", "dataset.processing.duration 1.5 dataset_size_category=large"],
        [DatasetMetrics.Notarized] = ["datasets.notarized 1"],
        [() => DatasetMetrics.StorageOperation("put")] = ["storage.operations 1 operation_type=put"],
        [() => DatasetMetrics.StorageFailed("put")] = ["storage.errors 1 operation_type=put"],
        [() => DatasetMetrics.OperationCost("put", 0.25)] = ["operation.cost 0.25 operation_type=put"],
        [() => CdcMetrics.Reconciled("orders", Outcome.Success, 500, s_elapsed)] =
            ["cdc.reconciliations 1 table=orders outcome=success", "cdc.rows.reconciled 500 table=orders", "cdc.reconciliation.duration 1.5 table=orders"],
        [() => CdcMetrics.RowCountDiscrepancy("orders", -2)] = ["cdc.row_count.discrepancy -2 table=orders"],
        [() => CdcMetrics.ChecksumMismatch("orders")] = ["cdc.checksum.mismatches 1 table=orders"],
        [() => CdcMetrics.ReconciliationFailed("orders", "timeout")] = ["cdc.reconciliation.errors 1 table=orders error_type=timeout"],
        [() => CdcMetrics.ConsumerLag("orders", "billing", 7)] = ["kafka.consumer.lag 7 topic=orders consumer_group=billing"],
        [() => ExternalServiceMetrics.StripeRequest("checkout_session", ApiCallStatus.Error, s_elapsed)] =
            ["stripe.api.requests 1 endpoint=checkout_session status=error", "stripe.api.latency 1.5 endpoint=checkout_session"],
        [() => ExternalServiceMetrics.StripeWebhookFailed("invoice.paid")] = ["stripe.webhook.errors 1 type=invoice.paid"],
        [() => ExternalServiceMetrics.EmailSent("magic_link", DeliveryStatus.Success)] = ["email.sent 1 type=magic_link status=success"],
        [() => SecurityMetrics.OAuthLogin("github", LoginStatus.Failed)] = ["oauth.logins 1 provider=github status=failed"],
        [() => SecurityMetrics.UnauthorizedAccess("expired_token")] = ["unauthorized.access.attempts 1 reason=expired_token"],
        [() => SecurityMetrics.EncryptionOperation("decrypt")] = ["encryption.operations 1 operation=decrypt"],
        [() => AuditMetrics.Recorded("reward_claimed", AuditResult.Failure)] = ["audit.events 1 event=reward_claimed result=failure"],
        [() => DatabaseMetrics.QueryDuration("select", "orders", s_elapsed)] = ["db.query.duration 1.5 operation=select table=orders"],
        [() => DatabaseMetrics.Failed(DatabaseError.ConnectionTimeout)] = ["db.errors 1 type=connection_timeout"],
        [() => RedisMetrics.CommandDuration("GET", s_elapsed)] = ["redis.command.duration 1.5 command=GET"],
        [() => RedisMetrics.Failed(RedisError.Timeout)] = ["redis.errors 1 type=timeout"],
        [() => TelemetryMetrics.Lost(TelemetrySignal.Logs, LossReason.QueueFull, 3)] = ["telemetry.lost 3 signal=logs reason=queue_full"],
        [() => TelemetryMetrics.ExportCompleted(TelemetrySignal.Traces, s_elapsed)] = ["telemetry.export.duration 1.5 signal=traces"],
    };

    [Fact]
    public void A_call_measures_just_what_it_says()
    {
        foreach (var (call, lines) in s_calls)
        {
            using var recorder = new MeasurementRecorder(TakumiTelemetry.MeterName);
            call();
            Lines(recorder).ShouldBe(lines);
        }
    }

    [Theory]
    [InlineData("stellar.transaction.duration")]
    [InlineData("proof.generation.duration")]
    [InlineData("proof.verification.duration")]
    [InlineData("proof.phase.duration")]
    [InlineData("db.query.duration")]
    public void A_timer_records_its_histogram_once(string instrument)
    {
        using var recorder = new MeasurementRecorder(TakumiTelemetry.MeterName);
        using (StellarMetrics.TimeTransaction("timed"))
        using (ZkProofMetrics.TimeGeneration("timed"))
        using (ZkProofMetrics.TimeVerification("timed"))
        using (ZkProofMetrics.TimePhase("timed"))
        using (DatabaseMetrics.TimeQuery("timed", "timed"))
            recorder.Measurements.ShouldBeEmpty();

        recorder.Of(instrument).ShouldHaveSingleItem();
    }

    [Fact]
    public void Adapters_are_observed_while_they_are_registered()
    {
        using var recorder = new MeasurementRecorder(TakumiTelemetry.MeterName);
        using (DatabaseMetrics.ObserveActiveConnections(() => 3))
        using (DatabaseMetrics.ObserveActiveConnections("main", () => 2))
        using (DatabaseMetrics.ObserveIdleConnections("main", () => 8))
        using (DatabaseMetrics.ObserveWaitingCallers("main", () => 0))
        using (RedisMetrics.ObserveConnected(() => true))
            recorder.Observe();
        recorder.Observe();

        Lines(recorder).Where(line => !line.StartsWith("http.", StringComparison.Ordinal)).ShouldBe(
        [
            "db.active_connections 3",
            "db.connections.active 2 pool=main",
            "db.connections.idle 8 pool=main",
            "db.connections.waiting 0 pool=main",
            "redis.connected 1",
        ], ignoreOrder: true);
    }

    [Fact]
    public void The_process_is_observed_while_it_is_asked_for()
    {
        using var recorder = new MeasurementRecorder(TakumiTelemetry.MeterName);
        using (SystemMetrics.ObserveProcess())
            recorder.Observe();
        recorder.Observe();

        recorder.Of("memory.usage", ("component", "process")).ShouldHaveSingleItem().Value.ShouldBeGreaterThan(1_000_000);
        recorder.Of("memory.usage", ("component", "gc_heap")).ShouldHaveSingleItem().Value.ShouldBeGreaterThan(10_000);
        recorder.Of("memory.limit", ("component", "process")).ShouldHaveSingleItem().Value.ShouldBeGreaterThan(1_000_000);
        recorder.Of("cpu.usage").ShouldHaveSingleItem().Value.ShouldBeInRange(0, 100);
        recorder.Of("disk.usage", ("path", "/")).ShouldHaveSingleItem().Value.ShouldBeGreaterThan(0);
        recorder.Of("network.io").Select(m => m.Tags["direction"]).ShouldBe(["receive", "transmit"]);
    }

    private static IEnumerable<string> Lines(MeasurementRecorder recorder) =>
        recorder.Measurements.Select(m => $"{m.Instrument} {m.Value}{string.Concat(m.Tags.Select(t => $" {t.Key}={t.Value}"))}");
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Tests.Diagnosis;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Auditing;

/// <summary>What an audit event's caller hears when something around the trail is broken: nothing, unless a promise to him is.</summary>
public sealed class AuditFailureTests
{
    private static readonly AuditEvent s_event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success };

    [Fact]
    public async Task A_logger_that_throws_costs_no_caller_anything_and_is_told()
    {
        await using var host = await TestHost.StartAsync(before: services => services.AddLogging(logging => logging.AddProvider(new ThrowingLogs("Takumi.Observability.Audit"))).AddSingleton<IAuditSink>(Done(3)));

        host.Get<IAuditLog>().Record(s_event);
        var receipt = await host.Get<IAuditLog>().RecordAsync(s_event, TestContext.Current.CancellationToken);

        receipt.IsDurable.ShouldBeTrue();
        Told(host).ShouldBe("Telemetry is being lost: Audit, ExportFailed. A logger threw System.AggregateException: not every log has the audit record. This is told once; telemetry_lost_total counts on.");
    }

    [Fact]
    public async Task Where_the_logger_alone_keeps_the_trail_its_failure_is_the_callers_to_know()
    {
        await using var host = await TestHost.StartAsync(before: services => services.AddLogging(logging => logging.AddProvider(new ThrowingLogs("Takumi.Observability.Audit"))));

        var thrown = await Should.ThrowAsync<AuditException>(async () => await host.Get<IAuditLog>().RecordAsync(s_event, TestContext.Current.CancellationToken));

        thrown.Failure.ShouldBe(AuditFailure.Unknown);
        thrown.Message.ShouldBe($"A logger threw on audit record {thrown.RecordId}, and no durable sink is registered.");
    }

    [Fact]
    public async Task What_throws_when_it_is_read_is_counted_and_told_and_reaches_no_caller()
    {
        await using var host = await TestHost.StartAsync();
        var metadata = new Dictionary<string, object?>();
        metadata["self"] = new Reentrant(metadata);
        metadata["next"] = 1;

        host.Get<IAuditLog>().Record(s_event with { Metadata = metadata });

        Told(host).ShouldBe("Telemetry is being lost: Audit, ExportFailed. An audit event could not be read: System.InvalidOperationException. This is told once; telemetry_lost_total counts on.");
    }

    [Fact]
    public async Task A_sink_that_throws_where_it_must_not_leaves_the_record_to_the_logger()
    {
        await using var host = await TestHost.StartAsync(before: services => services.AddSingleton<IAuditSink>(new BrokenSink()));

        host.Get<IAuditLog>().Record(s_event);

        host.Logs.Logs.Where(log => log.Category == "Takumi.Observability.Audit").ShouldHaveSingleItem();
        host.Logs.Logs.Where(log => log.Exception?.Message == "broken").ShouldHaveSingleItem().Message.ShouldEndWith("threw and is passed over. This is told once.");
    }

    [Fact]
    public async Task A_record_that_one_of_two_sinks_has_may_exist_although_the_other_refused_it()
    {
        var refusing = new GatedSink();
        refusing.Gate.SetException(new AuditException(AuditFailure.NotWritten, AuditRecordId.New(), "disk full"));
        await using var host = await TestHost.StartAsync(before: services => services.AddSingleton<IAuditSink>(Done(3)).AddSingleton<IAuditSink>(refusing));

        var thrown = await Should.ThrowAsync<AuditException>(async () => await host.Get<IAuditLog>().RecordAsync(s_event, TestContext.Current.CancellationToken));

        thrown.Failure.ShouldBe(AuditFailure.Unknown);
        thrown.Message.ShouldBe("1 of 2 durable sinks have the record. disk full");
    }

    private static string Told(TestHost host) =>
        host.Logs.Logs.Where(log => log.Message.StartsWith("Telemetry is being lost", StringComparison.Ordinal)).ShouldHaveSingleItem().Message;

    private static GatedSink Done(long sequence)
    {
        var sink = new GatedSink();
        sink.Gate.SetResult(new AuditPosition("log", sequence, new byte[32]));
        return sink;
    }

    private sealed class BrokenSink : IAuditSink
    {
        public ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool TryWrite(AuditRecord record) => throw new InvalidOperationException("broken");
    }

    /// <summary>Changes the dictionary that it lies in while that is being read.</summary>
    private sealed class Reentrant(Dictionary<string, object?> metadata)
    {
        public override string ToString()
        {
            metadata["late"] = 1;
            return "";
        }
    }
}

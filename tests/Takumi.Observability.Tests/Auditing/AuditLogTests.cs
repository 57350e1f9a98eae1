using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Auditing;

public sealed class AuditLogTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);

    private static AuditEvent RewardClaimed => new()
    {
        Event = "reward_claimed",
        Resource = "quiz_submission",
        Action = "claim_reward",
        Result = AuditResult.Success,
        UserId = "u-7",
        ResourceId = "42",
        StellarAddress = "GABC",
        TxHash = "abc",
        Amount = 10.50m,
        Metadata = new Dictionary<string, object?> { ["course"] = "c-1" },
    };

    [Fact]
    public async Task An_event_is_one_structured_record_with_what_the_library_adds()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        AuditReceipt receipt = null!;
        var span = await TakumiTelemetry.TraceWorkflow("claim", async span =>
        {
            receipt = await host.Get<IAuditLog>().RecordAsync(RewardClaimed, TestContext.Current.CancellationToken);
            return span.Activity!;
        });

        var log = host.Logs.Logs.Where(log => log.Category == "Takumi.Observability.Audit").ShouldHaveSingleItem();
        log.Level.ShouldBe(LogLevel.Information);
        log.Message.ShouldBe("[AUDIT] reward_claimed");
        log.Values.ShouldBe(
            new Dictionary<string, object?>
            {
                ["audit"] = true,
                ["event"] = "reward_claimed",
                ["resource"] = "quiz_submission",
                ["action"] = "claim_reward",
                ["result"] = "success",
                ["userId"] = "u-7",
                ["resourceId"] = "42",
                ["stellarAddress"] = "GABC",
                ["txHash"] = "abc",
                ["amount"] = "10.50",
                ["metadata.course"] = "c-1",
                ["timestamp"] = "2026-03-04T05:06:07.890Z",
                ["service"] = "takumi-backend",
                ["environment"] = "Development",
                ["traceId"] = span.TraceId.ToHexString(),
                ["spanId"] = span.SpanId.ToHexString(),
                ["recordId"] = receipt.RecordId.ToString(),
                ["{OriginalFormat}"] = "[AUDIT] {event}",
            },
            ignoreOrder: true);
        receipt.IsDurable.ShouldBeFalse();
    }

    [Fact]
    public async Task Events_are_counted_by_kind_and_result()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await StartAsync();
        var kind = "e" + Guid.NewGuid().ToString("N");

        host.Get<IAuditLog>().Record(RewardClaimed with { Event = kind });
        await host.Get<IAuditLog>().RecordAsync(RewardClaimed with { Event = kind, Result = AuditResult.Failure }, TestContext.Current.CancellationToken);

        measurements.Of("audit.events", ("event", kind)).Select(one => one.Tags["result"]).ShouldBe(["success", "failure"]);
    }

    [Fact]
    public async Task No_filter_takes_the_audit_category_away()
    {
        await using var host = await StartAsync(services => services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.None)
            .AddFilter("Takumi", LogLevel.None)
            .AddFilter<CapturingLoggerProvider>("Takumi.Observability.Audit", LogLevel.None)
            .AddFilter<CapturingLoggerProvider>((_, _) => false)));

        host.Get<IAuditLog>().Record(RewardClaimed);

        host.Logs.Logs.ShouldHaveSingleItem().Category.ShouldBe("Takumi.Observability.Audit");
    }

    [Fact]
    public async Task Without_a_durable_sink_the_start_says_so_once()
    {
        await using var host = await StartAsync();

        host.Logs.Logs.Where(log => log.Message.StartsWith("No durable audit sink", StringComparison.Ordinal)).ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Information);
    }

    [Fact]
    public async Task A_required_durability_that_is_not_there_refuses_the_start()
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(options: options => options.RequireDurable = true));

        thrown.Message.ShouldBe("Observability:RequireDurable is 'true' and no durable audit sink is registered; allowed: at least one, for example AddAuditJournal(\"audit\").");
    }

    [Fact]
    public async Task Record_async_waits_for_every_durable_sink_and_the_logger_hears_of_it_after_them()
    {
        var sink = new GatedSink();
        await using var host = await StartAsync(services => services.AddSingleton<IAuditSink>(sink));

        var recording = host.Get<IAuditLog>().RecordAsync(RewardClaimed, TestContext.Current.CancellationToken);
        recording.IsCompleted.ShouldBeFalse();
        host.Logs.Logs.ShouldNotContain(log => log.Category == "Takumi.Observability.Audit");
        sink.Gate.SetResult(new AuditPosition("log", 3, new byte[32]));
        var receipt = await recording;

        receipt.IsDurable.ShouldBeTrue();
        receipt.Positions.ShouldHaveSingleItem().Sequence.ShouldBe(3);
        host.Logs.Logs.ShouldContain(log => log.Category == "Takumi.Observability.Audit");
    }

    [Fact]
    public async Task A_record_that_a_sink_refused_is_not_reported_as_recorded()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        var sink = new GatedSink();
        await using var host = await StartAsync(services => services.AddSingleton<IAuditSink>(sink));
        var kind = "e" + Guid.NewGuid().ToString("N");
        sink.Gate.SetException(new AuditException(AuditFailure.NotWritten, AuditRecordId.New(), "disk full"));

        var thrown = await Should.ThrowAsync<AuditException>(async () => await host.Get<IAuditLog>().RecordAsync(RewardClaimed with { Event = kind }, TestContext.Current.CancellationToken));

        thrown.Failure.ShouldBe(AuditFailure.NotWritten);
        measurements.Of("audit.events", ("event", kind)).ShouldBeEmpty();
        host.Logs.Logs.ShouldNotContain(log => log.Category == "Takumi.Observability.Audit");
    }

    [Fact]
    public async Task Enrichers_add_what_the_place_knows_and_one_that_throws_is_passed_over_and_told_once()
    {
        await using var host = await StartAsync(services => services
            .AddSingleton<IAuditEnricher>(new Enricher(_ => throw new InvalidOperationException("broken")))
            .AddSingleton<IAuditEnricher>(new Enricher(value => value with { Ip = "10.0.0.1" })));

        host.Get<IAuditLog>().Record(RewardClaimed);
        host.Get<IAuditLog>().Record(RewardClaimed);

        host.Logs.Logs.Where(log => log.Category == "Takumi.Observability.Audit").Select(log => log.Values["ip"]).ShouldBe(["10.0.0.1", "10.0.0.1"]);
        host.Logs.Logs.Where(log => log.Exception?.Message == "broken").ShouldHaveSingleItem().Message.ShouldEndWith("threw and is passed over. This is told once.");
    }

    private static Task<TestHost> StartAsync(Action<IServiceCollection>? more = null) => TestHost.StartAsync(
        options: options => options.ServiceName = "takumi-backend",
        before: services =>
        {
            services.AddSingleton<TimeProvider>(new ManualTimeProvider(s_now));
            more?.Invoke(services);
        });

    private sealed class Enricher(Func<AuditEvent, AuditEvent> enrich) : IAuditEnricher
    {
        public AuditEvent Enrich(AuditEvent auditEvent) => enrich(auditEvent);
    }
}

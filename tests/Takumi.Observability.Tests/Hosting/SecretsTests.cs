using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using Takumi.Observability.Testing.Otlp;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Hosting;

/// <summary>Secrets put into every place that telemetry has come out nowhere. Alone: the sources are the process's, and other tests' spans would fill this host's queue.</summary>
[Collection(AloneCollection.Name)]
public sealed class SecretsTests
{
    private const string Password = "hunter2-d41d8cd9";
    private const string Email = "grace.hopper@example.com";
    private const string Card = "4111 1111 1111 1111";

    [Fact]
    public async Task Nothing_secret_reaches_the_collector()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        var headers = new Dictionary<string, string>();
        string traceId;
        await using (var host = await TestHost.StartAsync(
            before: services => services.Configure<OpenTelemetryLoggerOptions>(logging => logging.IncludeScopes = true),
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]))
        {
            Activity.Current = null;
            traceId = Telemetry(host, headers);
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Spans.Any(span => span.TraceId == traceId) && it.Logs.Count > 0, TestContext.Current.CancellationToken);
        }

        var all = JsonSerializer.Serialize(new { spans = receiver.Spans.Where(span => span.TraceId == traceId), logs = receiver.Logs, receiver.Metrics, headers });
        all.ShouldNotContain(Password);
        all.ShouldNotContain(Email);
        all.ShouldNotContain(Card);

        // And what is no secret did arrive: an empty hand would pass, too.
        var span = receiver.Spans.Where(span => span.TraceId == traceId).ShouldHaveSingleItem();
        span.Attributes["user.email"].ShouldBe("g***@example.com");
        span.Attributes["db.password"].ShouldBe("[redacted]");
        span.Events.Select(one => one.Name).ShouldBe(["paid", "mail to g***@example.com", "exception"]);
        span.StatusDescription.ShouldBe("mail to g***@example.com failed");
        receiver.Logs.Count(log => log.Scope == "Shop").ShouldBe(2);
        headers["traceparent"].ShouldContain(traceId);
        headers["baggage"].ShouldContain("tenant");
    }

    [Fact]
    public async Task An_audit_events_metadata_is_masked_and_its_declared_members_are_not()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<IAuditLog>().RecordAsync(
            new AuditEvent
            {
                Event = "profile_created",
                Resource = "profile",
                Action = "create",
                Result = AuditResult.Success,
                StellarAddress = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
                Metadata = new Dictionary<string, object?> { ["email"] = Email, ["password"] = Password, ["course"] = "c-1" },
            },
            TestContext.Current.CancellationToken);

        var log = host.Logs.Logs.Single(log => log.Category == "Takumi.Observability.Audit");
        log.Values["stellarAddress"].ShouldBe("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ");
        log.Values["metadata.email"].ShouldBe("g***@example.com");
        log.Values["metadata.password"].ShouldBe("[redacted]");
        log.Values["metadata.course"].ShouldBe("c-1");
    }

    [Fact]
    public async Task An_audit_event_that_travels_as_a_log_record_keeps_its_evidence()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        await using (var host = await TestHost.StartAsync(
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]))
        {
            host.Get<IAuditLog>().Record(new AuditEvent
            {
                Event = "profile_created",
                Resource = "profile",
                Action = "create",
                Result = AuditResult.Success,
                StellarAddress = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
                Metadata = new Dictionary<string, object?> { ["email"] = Email },
            });
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Logs.Any(log => log.Scope == "Takumi.Observability.Audit"), TestContext.Current.CancellationToken);
        }

        var log = receiver.Logs.Where(log => log.Scope == "Takumi.Observability.Audit").ShouldHaveSingleItem();
        log.Attributes["stellarAddress"].ShouldBe("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ");
        log.Attributes["metadata.email"].ShouldBe("g***@example.com");
    }

    [Fact]
    public async Task A_rule_that_throws_drops_the_value_and_is_counted_and_told()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await TestHost.StartAsync(options: options => options.Redaction.Names["voucher.code"] = _ => throw new InvalidOperationException("broken"));
        Activity.Current = null;
        var span = TakumiTelemetry.TraceOperation("step", span =>
        {
            span.SetTag("voucher.code", Password);
            return span.Activity!;
        });

        host.Spans.Of(span.TraceId).ShouldHaveSingleItem().GetTagItem("voucher.code").ShouldBe("[redaction-failed]");
        measurements.Of("telemetry.lost", ("signal", "traces"), ("reason", "redaction_failed")).ShouldNotBeEmpty();
        host.Logs.Logs.ShouldContain(log => log.Message.Contains("Traces, RedactionFailed", StringComparison.Ordinal));
    }

    private static string Telemetry(TestHost host, Dictionary<string, string> headers)
    {
        using var span = TakumiTelemetry.StartOperation("step");
        var activity = span.Activity!;
        span.SetTag("user.email", Email);
        span.SetTag("db.password", Password);
        span.SetTag("note", $"card {Card}");
        activity.AddEvent(new ActivityEvent("paid", tags: new() { ["card.number"] = Card, ["note"] = $"password={Password}" }));
        activity.AddEvent(new ActivityEvent($"mail to {Email}", tags: new() { ["attempt"] = 1 }));
        activity.AddLink(new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default), new() { ["secret"] = Password }));
        activity.AddBaggage("password", Password);
        activity.AddBaggage("tenant", "blue");
        TraceContext.Inject(headers);

        var logger = host.Logger("Shop");
        using (logger.BeginScope(new Dictionary<string, object> { ["ApiKey"] = Password }))
            logger.LogInformation("Login of {Email} with {Password}", Email, Password);
        var exception = new InvalidOperationException($"mail to {Email} failed");
        logger.LogError(exception, "Card {Number} refused", Card);
        span.Fail(exception);
        return activity.TraceId.ToHexString();
    }
}

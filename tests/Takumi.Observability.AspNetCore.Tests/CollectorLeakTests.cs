using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing.Otlp;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>What a collector receives of a request that is full of secrets: spans, measurements, log records, the framework's own request logs at level Information included.</summary>
public sealed class CollectorLeakTests
{
    private const string Password = "hunter2-correct-horse";
    private const string Jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyLTQyIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    private const string Email = "ada.lovelace@example.com";

    [Fact]
    public async Task No_secret_reaches_the_collector()
    {
        await using var collector = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        var service = await WebService.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/sorry");
                app.MapPost("/reset/{token}", (string token, HttpContext context, ILogger<CollectorLeakTests> logger, IAuditLog audit) =>
                {
                    Activity.Current!.SetTag("db.password", Password);
                    logger.LogError("Login of {Email} failed with password={Password}", Email, Password);
                    audit.Record(new AuditEvent
                    {
                        Event = "login", Resource = "session", Action = "login", Result = AuditResult.Failure, Metadata = new Dictionary<string, object?> { ["token"] = Jwt, ["note"] = Email },
                    });
                    throw new InvalidOperationException($"Host=db;Password={Password};User={Email}; token {Jwt}");
                });
                app.MapGet("/sorry", () => "sorry");
            },
            (builder, _) => builder.AddTakumiObservability(options =>
            {
                options.Otlp.Endpoint = collector.HttpEndpoint.ToString();
                options.Otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Otlp.Timeout = TimeSpan.FromMinutes(10);
            }));

        var (response, trace) = await service.SendAsync(HttpMethod.Post, $"/reset/{Jwt}?password={Password}&email={Email}", request =>
        {
            request.Headers.Add("Authorization", $"Bearer {Jwt}");
            request.Headers.Add("Cookie", $"session={Password}");
            request.Headers.UserAgent.ParseAdd($"probe/1.0 ({Email})");
            request.Content = new StringContent(Password);
        });
        await service.Spans.ServerSpanAsync(trace);
        service.Services.FlushTelemetry();
        await collector.WaitUntilAsync(
            one => one.Spans.Any(span => span.TraceId == trace.ToHexString()) && new[] { "[AUDIT] login", "Request starting" }.All(text => Text(one, trace.ToHexString()).Contains(text, StringComparison.Ordinal)) && one.Metrics.Count > 0,
            TestContext.Current.CancellationToken);
        await service.DisposeAsync();

        var received = Text(collector, trace.ToHexString());
        received.ShouldContain("POST /reset/{token}");
        received.ShouldContain("[AUDIT] login");
        received.ShouldContain("Request starting");
        string[] secrets = [Password, Jwt, "ada.lovelace"];
        // A declared member of an audit event is evidence, kept as it came; everything else is masked.
        received.Split('\n').Where(line => secrets.Any(line.Contains)).ShouldBe([$"  userAgent=probe/1.0 ({Email})"]);
    }

    private static string Text(OtlpReceiver collector, string trace)
    {
        var text = new StringBuilder();
        foreach (var span in collector.Spans.Where(span => span.TraceId == trace))
        {
            text.AppendLine(span.Name).AppendLine(span.StatusDescription);
            Add(span.Attributes);
            foreach (var item in span.Events)
                Add(item.Attributes);
        }

        foreach (var log in collector.Logs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{log.Scope}: {log.Body}");
            Add(log.Attributes);
        }

        foreach (var point in collector.Metrics.SelectMany(metric => metric.Points))
            Add(point.Attributes);
        return text.ToString();

        void Add(IReadOnlyDictionary<string, object?> attributes)
        {
            foreach (var (name, value) in attributes)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name}={(value is IEnumerable items and not string ? string.Join(',', items.Cast<object?>()) : value)}");
        }
    }
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Secrets of a request that the adapter itself must not touch. What a redactor has to find in what is told is shown in its own tests.</summary>
public sealed class LeakTests
{
    private const string Secret = "hunter2-correct-horse";

    [Fact]
    public async Task A_secret_in_query_header_cookie_body_or_answer_is_in_no_span_no_measurement_no_scrape_and_no_audit_event()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.MapTakumiObservability();
            app.MapPost("/login", async (HttpContext context, IAuditLog audit) =>
            {
                await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
                context.Response.Headers.SetCookie = $"session={Secret}";
                await audit.RecordAsync(new AuditEvent { Event = "login", Resource = "session", Action = "login", Result = AuditResult.Success });
                await context.Response.WriteAsync(Secret);
            });
        });

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Post, $"/login?password={Secret}", request =>
        {
            request.Headers.Add("Authorization", $"Bearer {Secret}");
            request.Headers.Add("Cookie", $"session={Secret}");
            request.Headers.Add("X-Api-Key", Secret);
            request.Headers.Add("Forwarded", $"for={Secret}");
            request.Headers.Referrer = new Uri($"http://127.0.0.1/?token={Secret}");
            request.Content = new StringContent($"password={Secret}");
        });
        var (scrape, _) = await service.SendAsync(HttpMethod.Get, "/metrics");

        SpanTree.Render([span]).ShouldNotContain(Secret);
        string.Join('\n', measurements).ShouldNotContain(Secret);
        (await scrape.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(Secret);
        var audited = service.Logs.Logs.Single(log => log.Category == "Takumi.Observability.Audit");
        Text(audited).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_made_up_method_or_path_becomes_no_label()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/known", () => "ok"));

        var (_, measurements) = await service.ObserveAsync(new HttpMethod("HUNTER2"), "/hunter2-correct-horse");

        measurements.Where(line => !line.StartsWith("http.server.")).ShouldBe(
        [
            "http.request.duration … {method=_OTHER, route=unmatched, status_code=404}",
            "http.request.size 0 {method=_OTHER, route=unmatched}",
            "http.requests 1 {method=_OTHER, route=unmatched, status_code=404}",
        ]);
    }

    private static string Text(CapturedLog log)
    {
        var text = new StringBuilder(log.Message);
        foreach (var (name, value) in log.Values)
            text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
        return text.ToString();
    }
}

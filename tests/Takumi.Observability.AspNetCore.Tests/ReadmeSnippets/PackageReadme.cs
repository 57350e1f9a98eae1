using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Takumi.Observability.AspNetCore.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.AspNetCore shows.</summary>
public sealed class PackageReadme
{
    /// <summary>A whole program: compiled here, and run as samples/Quickstart.</summary>
    internal static void Program(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddTakumiObservability();

        var app = builder.Build();
        app.MapTakumiObservability();
        app.MapGet("/orders/{id}", (int id) => $"order {id}");
        app.Run();
    }

    [Fact]
    public async Task Options_and_paths()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.AddTakumiObservability().AddAspNetCore(o => o.HttpMetrics = HttpMetrics.Catalogue);
        await using var app = builder.Build();
        app.MapTakumiObservability(o => o.MetricsPath = "/internal/metrics");   // null leaves an endpoint out
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await http.GetStringAsync("/internal/metrics", TestContext.Current.CancellationToken)).ShouldContain("target_info");
    }

    [Fact]
    public async Task Any_endpoint_can_be_mute()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.AddTakumiObservability();
        await using var app = builder.Build();
        app.MapGet("/heartbeat", [MuteTelemetry] () => "ok");
        app.MapGroup("/poll").MuteTelemetry().MapGet("/jobs", () => "none");
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await http.GetStringAsync("/heartbeat", TestContext.Current.CancellationToken)).ShouldBe("ok");
        (await http.GetStringAsync("/poll/jobs", TestContext.Current.CancellationToken)).ShouldBe("none");
    }
}

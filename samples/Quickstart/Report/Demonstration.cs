using System.Net.Http.Json;
using OpenTelemetry;
using Quickstart.Platform;

namespace Quickstart.Report;

/// <summary>Drives the three workflows over real HTTP and prints what the service said of itself.</summary>
public static class Demonstration
{
    public static async Task RunAsync()
    {
        var cost = await Cost.MeasureAsync();

        var audit = new AuditLines();
        await using var service = Service.Create(["--urls", "http://127.0.0.1:0", "--environment", "Development"], builder =>
        {
            builder.Configuration["Observability:PrintTraces"] = "true";
            builder.Logging.ClearProviders().AddProvider(audit);
        });
        await service.StartAsync();

        // The caller is somebody else: its own HTTP client shall not appear in the service's traces.
        using var caller = SuppressInstrumentationScope.Begin();
        using var http = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
        var before = await http.GetStringAsync("/metrics");

        Heading("Traces: a profile, an endorsement with its webhook, a claim that nobody can verify");
        await PostAsync(http, "/api/v1/profiles", new NewProfile("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "Aiko"));
        await PostAsync(http, "/api/v1/endorsements", new NewEndorsement("1", "2"));
        await PostAsync(http, "/api/v1/claims", new NewClaim("1", "unverifiable"));

        Heading("Metrics: what a scrape of /metrics shows now and did not before");
        Console.WriteLine(Scrape.Changed(before, await http.GetStringAsync("/metrics")));

        Heading("Audit");
        foreach (var line in audit.Lines)
            Console.WriteLine(line);

        Heading("Cost");
        Console.WriteLine(cost);
        await service.StopAsync();
    }

    private static async Task PostAsync<T>(HttpClient http, string path, T body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        Console.WriteLine($"POST {path}: {(int)answer.StatusCode}");
    }

    private static void Heading(string text) => Console.WriteLine($"\n== {text}\n");
}

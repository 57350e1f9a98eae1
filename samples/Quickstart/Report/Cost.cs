using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quickstart.Platform;
using Takumi.Observability;

namespace Quickstart.Report;

/// <summary>What telemetry costs a request: CPU time of the same requests against the same platform, without telemetry and with everything sampled.</summary>
public static class Cost
{
    private const int Rounds = 7;
    private const int RequestsPerRound = 300;

    public static async Task<string> MeasureAsync()
    {
        // The silent service goes first: once a provider listens, it listens for the whole process.
        var without = await MeasureAsync(CreateSilent());
        var with = await MeasureAsync(Service.Create(["--urls", "http://127.0.0.1:0", "--environment", "Development"], builder => builder.Logging.ClearProviders()));
        return $"CPU time of one profile creation, client included, median of {Rounds} rounds of {RequestsPerRound}: "
            + $"{without.TotalMicroseconds:0} µs without telemetry, {with.TotalMicroseconds:0} µs with three signals, everything sampled: {(with - without).TotalMicroseconds:0} µs a request.";
    }

    private static async Task<TimeSpan> MeasureAsync(WebApplication service)
    {
        await using (service)
        {
            await service.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
            await PostAsync(http, RequestsPerRound);
            var rounds = new TimeSpan[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                await PostAsync(http, RequestsPerRound);
                rounds[i] = (Environment.CpuUsage.TotalTime - before) / RequestsPerRound;
            }

            await service.StopAsync();
            Array.Sort(rounds);
            return rounds[Rounds / 2];
        }
    }

    private static async Task PostAsync(HttpClient http, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/profiles", new NewProfile("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "Aiko"));
            answer.EnsureSuccessStatusCode();
        }
    }

    private static WebApplication CreateSilent()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        Service.AddPlatform(builder.Services);
        builder.Services.TryAddSingleton<IAuditLog, NoAudit>();
        var app = builder.Build();
        Service.MapApi(app);
        return app;
    }

    private sealed class NoAudit : IAuditLog
    {
        public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new AuditReceipt(default, []));

        public void Record(AuditEvent auditEvent)
        {
        }
    }
}

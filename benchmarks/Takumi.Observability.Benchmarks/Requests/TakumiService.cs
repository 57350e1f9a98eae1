using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The service as this library has it written.</summary>
internal sealed class TakumiService(HttpMetrics httpMetrics) : IMeasuredService
{
    public string Name => $"Takumi, HTTP metrics {httpMetrics}";

    public void Configure(WebApplicationBuilder builder) => builder
        .AddTakumiObservability(options => options.SampleRatio = 1)
        .AddAspNetCore(options => options.HttpMetrics = httpMetrics)
        .WithTracing(tracing => tracing.AddProcessor(NullExport.Spans()))
        .WithMetrics(metrics => metrics.AddMeter(OwnMetrics.MeterName))
        .WithLogging(logging => logging.AddProcessor(NullExport.Logs()));

    public void Map(WebApplication app)
    {
        var audit = app.Services.GetRequiredService<IAuditLog>();
        app.MapPost("/profiles/{id}", async (HttpContext context) =>
        {
            await TakumiTelemetry.TraceWorkflow("create-profile", async span =>
            {
                span.SetTag(SpanTags.ProfileId, "4711");
                var hash = await TakumiTelemetry.TraceContractCall("SkillProfile", "createProfile", static async call =>
                {
                    var submitted = await Work.SubmitAsync();
                    call.TransactionHash = submitted;
                    return submitted;
                });
                OwnMetrics.Created();
                await audit.RecordAsync(new AuditEvent
                {
                    Event = "profile_created", Resource = "profile", Action = "create_profile", Result = AuditResult.Success, ResourceId = "4711", TxHash = hash,
                });
            });
            context.Response.StatusCode = StatusCodes.Status201Created;
        });
    }
}

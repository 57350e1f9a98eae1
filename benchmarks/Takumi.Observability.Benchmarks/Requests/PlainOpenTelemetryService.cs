using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The same signals written by hand on OpenTelemetry's SDK, with what its ASP.NET Core instrumentation does.</summary>
internal sealed class PlainOpenTelemetryService : IMeasuredService
{
    private const string Source = "Plain";

    private static readonly ActivitySource s_source = new(Source);
    private static readonly Meter s_meter = new(Source);
    private static readonly Counter<long> s_completions = s_meter.CreateCounter<long>("workflow.completions");
    private static readonly Histogram<double> s_workflowDuration = s_meter.CreateHistogram<double>("workflow.duration");
    private static readonly UpDownCounter<long> s_inProgress = s_meter.CreateUpDownCounter<long>("workflow.in_progress");
    private static readonly Counter<long> s_calls = s_meter.CreateCounter<long>("contract.calls");
    private static readonly Histogram<double> s_callDuration = s_meter.CreateHistogram<double>("contract.call.duration");
    private static readonly Counter<long> s_transactions = s_meter.CreateCounter<long>("stellar.transactions");
    private static readonly Histogram<double> s_transactionDuration = s_meter.CreateHistogram<double>("stellar.transaction.duration");
    private static readonly Counter<long> s_auditEvents = s_meter.CreateCounter<long>("audit.events");

    public string Name => "plain OpenTelemetry";

    public void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(_ => new PlainAspNetCoreInstrumentation());
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddSource("Microsoft.AspNetCore", Source)
            .AddProcessor(NullExport.Spans())
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Routing",
                "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.RateLimiting", Source, OwnMetrics.MeterName)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddReader(NullExport.Metrics())
            .Build());
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.AddProcessor(NullExport.Logs());
        });
    }

    public void Map(WebApplication app)
    {
        app.Services.GetRequiredService<PlainAspNetCoreInstrumentation>();
        app.Services.GetRequiredService<TracerProvider>();
        app.Services.GetRequiredService<MeterProvider>();
        var accessor = app.Services.GetRequiredService<IHttpContextAccessor>();
        var audit = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Audit");
        app.MapPost("/profiles/{id}", async (HttpContext context) =>
        {
            await CreateProfileAsync(accessor, audit);
            context.Response.StatusCode = StatusCodes.Status201Created;
        });
    }

    private static async Task CreateProfileAsync(IHttpContextAccessor accessor, ILogger audit)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = "failure";
        s_inProgress.Add(1, new KeyValuePair<string, object?>("workflow", "create-profile"));
        using var span = s_source.StartActivity("workflow.create-profile");
        try
        {
            span?.SetTag("workflow.name", "create-profile");
            span?.SetTag("profile.id", "4711");
            var hash = await CallContractAsync();
            OwnMetrics.Created();
            Audit(accessor, audit, hash);
            outcome = "success";
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            span?.AddException(exception);
            throw;
        }
        finally
        {
            span?.SetTag("workflow.outcome", outcome);
            s_inProgress.Add(-1, new KeyValuePair<string, object?>("workflow", "create-profile"));
            s_completions.Add(1, new("workflow", "create-profile"), new("outcome", outcome));
            s_workflowDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("workflow", "create-profile"));
        }
    }

    private static async Task<string> CallContractAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = "failure";
        using var span = s_source.StartActivity("contract.SkillProfile.createProfile", ActivityKind.Client);
        try
        {
            span?.SetTag("contract.name", "SkillProfile");
            span?.SetTag("contract.method", "createProfile");
            var hash = await Work.SubmitAsync();
            span?.SetTag("transaction.hash", hash);
            outcome = "success";
            return hash;
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            span?.AddException(exception);
            throw;
        }
        finally
        {
            s_calls.Add(1, new("contract", "SkillProfile"), new("method", "createProfile"), new("outcome", outcome));
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            s_callDuration.Record(elapsed, new("contract", "SkillProfile"), new("method", "createProfile"));
            s_transactions.Add(1, new("method", "createProfile"), new("status", outcome));
            s_transactionDuration.Record(elapsed, new KeyValuePair<string, object?>("method", "createProfile"));
        }
    }

    private static void Audit(IHttpContextAccessor accessor, ILogger audit, string hash)
    {
        var context = accessor.HttpContext!;
        var activity = Activity.Current;
        PlainAuditLog.Audited(
            audit, "profile_created", "profile", "create_profile", "success", context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value, "4711", hash,
            context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent.ToString(), DateTimeOffset.UtcNow.ToString("O"), "benchmark", "Production",
            activity?.TraceId.ToString(), activity?.SpanId.ToString(), Guid.NewGuid().ToString());
        s_auditEvents.Add(1, new("event", "profile_created"), new("result", "success"));
    }
}

using Quickstart.Platform;

namespace Quickstart;

/// <summary>The Takumi platform in small: three workflows behind an HTTP API, each ending on a chain that lives in this process.</summary>
public static class Service
{
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? more = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        builder.AddTakumiObservability(options => options.ServiceName ??= "takumi-backend");
        more?.Invoke(builder);
        AddPlatform(builder.Services);

        var app = builder.Build();
        app.MapTakumiObservability();
        MapApi(app);
        return app;
    }

    /// <summary>The platform itself, which a service without telemetry has as well.</summary>
    public static void AddPlatform(IServiceCollection services)
    {
        services.AddHttpClient();
        services.AddSingleton<Chain>();
        services.AddSingleton<ProfileService>();
        services.AddSingleton<EndorsementService>();
        services.AddSingleton<ClaimService>();
    }

    public static void MapApi(WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapPost("/profiles", (NewProfile profile, ProfileService profiles, CancellationToken cancellation) => profiles.CreateAsync(profile, cancellation));
        api.MapPost("/endorsements", (NewEndorsement endorsement, EndorsementService endorsements, HttpRequest request, CancellationToken cancellation) =>
            endorsements.CreateAsync(endorsement, $"{request.Scheme}://{request.Host}/api/v1/hooks", cancellation));
        api.MapPost("/claims", (NewClaim claim, ClaimService claims, CancellationToken cancellation) => claims.SubmitAsync(claim, cancellation));
        api.MapPost("/hooks", () => Results.Accepted());
    }
}

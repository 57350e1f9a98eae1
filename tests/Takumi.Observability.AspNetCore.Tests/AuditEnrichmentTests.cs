using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class AuditEnrichmentTests
{
    [Theory]
    [InlineData(ClaimTypes.NameIdentifier)]
    [InlineData("sub")]
    public async Task An_event_names_user_address_and_agent_of_its_request(string claim)
    {
        await using var service = await StartAsync(new Claim(claim, "user-42"));

        var log = await RecordAsync(service, "/claim");

        log.Values["userId"].ShouldBe("user-42");
        log.Values["ip"].ShouldBe("127.0.0.1");
        log.Values["userAgent"].ShouldBe("probe/1.0");
        log.Values["traceId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_application_says_itself_stays()
    {
        await using var service = await StartAsync(new Claim("sub", "user-42"));

        var log = await RecordAsync(service, "/behalf");

        log.Values["userId"].ShouldBe("clerk-7");
        log.Values["ip"].ShouldBe("192.0.2.1");
    }

    [Fact]
    public async Task The_claims_that_name_a_user_are_the_application_s_choice()
    {
        await using var service = await StartAsync(new Claim("employee", "e-9"), options =>
        {
            options.UserIdClaims.Clear();
            options.UserIdClaims.Add("employee");
        });

        var log = await RecordAsync(service, "/claim");

        log.Values["userId"].ShouldBe("e-9");
    }

    [Fact]
    public async Task Outside_a_request_an_event_is_as_it_was_written()
    {
        await using var service = await StartAsync(new Claim("sub", "user-42"));

        await service.Services.GetRequiredService<IAuditLog>().RecordAsync(NewEvent(), TestContext.Current.CancellationToken);

        var log = service.Logs.Logs.Single(log => log.Category == "Takumi.Observability.Audit");
        log.Values.Keys.ShouldNotContain("userId");
        log.Values.Keys.ShouldNotContain("ip");
    }

    private static Task<WebService> StartAsync(Claim claim, Action<AspNetCoreOptions>? configure = null) => WebService.StartAsync(
        app =>
        {
            app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([claim], "test"));
                return next(context);
            });
            app.MapPost("/claim", (IAuditLog audit, CancellationToken stop) => audit.RecordAsync(NewEvent(), stop).AsTask());
            app.MapPost("/behalf", (IAuditLog audit, CancellationToken stop) => audit.RecordAsync(NewEvent() with { UserId = "clerk-7", Ip = "192.0.2.1" }, stop).AsTask());
        },
        (_, observability) => observability.AddAspNetCore(configure ?? (static _ => { })));

    private static AuditEvent NewEvent() => new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success };

    private static async Task<CapturedLog> RecordAsync(WebService service, string path)
    {
        var (response, _) = await service.SendAsync(HttpMethod.Post, path, request => request.Headers.Add("User-Agent", "probe/1.0"));
        response.EnsureSuccessStatusCode();
        return service.Logs.Logs.Single(log => log.Category == "Takumi.Observability.Audit");
    }
}

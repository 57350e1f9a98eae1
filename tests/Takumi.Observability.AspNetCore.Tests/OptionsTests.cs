using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task The_configuration_is_read_and_the_application_s_delegate_has_the_last_word()
    {
        await using var service = await WebService.StartAsync(_ => { }, (builder, observability) =>
        {
            builder.Configuration["Observability:AspNetCore:HttpMetrics"] = "framework";
            builder.Configuration["Observability:AspNetCore:CaptureUrlQuery"] = "true";
            observability.AddAspNetCore(options => options.CaptureUrlQuery = false);
        });

        var options = service.Services.GetRequiredService<IOptions<AspNetCoreOptions>>().Value;
        options.HttpMetrics.ShouldBe(HttpMetrics.Framework);
        options.CaptureUrlQuery.ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_of_the_configuration_that_can_t_be_read_stops_the_start_and_is_named()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => WebService.StartAsync(_ => { }, (builder, _) =>
        {
            builder.Configuration["Observability:AspNetCore:HttpMetrics"] = "some";
            builder.Configuration["Observability:AspNetCore:CaptureUrlQuery"] = "maybe";
            builder.Configuration["Observability:AspNetCore:UserIdClaims:0"] = "sub";
        }));

        error.Failures.ShouldBe(
        [
            "Observability:AspNetCore:HttpMetrics is 'some'; allowed: Both, Catalogue, Framework.",
            "Observability:AspNetCore:CaptureUrlQuery is 'maybe'; allowed: true, false, 1, 0.",
            "Observability:AspNetCore:UserIdClaims is not a setting; allowed: HttpMetrics, CaptureUrlQuery.",
        ]);
    }

    [Fact]
    public async Task A_value_of_the_code_that_can_t_be_used_stops_the_start_and_is_named()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => WebService.StartAsync(_ => { }, (_, observability) => observability.AddAspNetCore(options =>
        {
            options.HttpMetrics = (HttpMetrics)9;
            options.WebSocketRole = null!;
        })));

        error.Failures.ShouldBe(
        [
            "AspNetCoreOptions:HttpMetrics is '9'; allowed: Both, Catalogue, Framework.",
            "AspNetCoreOptions:WebSocketRole is 'null'; allowed: a function; one that returns null leaves the role anonymous.",
        ]);
    }
}

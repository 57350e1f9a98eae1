using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests;

/// <summary>The options, their section, and what is refused.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task The_section_is_read_and_code_wins()
    {
        await using var host = await RedisHost.StartAsync(
            configure: redis => redis.ReadinessTimeout = TimeSpan.FromSeconds(7),
            settings: [("Observability:Redis:Readiness", "false"), ("Observability:Redis:ReadinessTimeout", "00:00:03")]);
        var options = host.Get<IOptions<RedisObservabilityOptions>>().Value;

        (options.Readiness, options.ReadinessTimeout).ShouldBe((false, TimeSpan.FromSeconds(7)));
        host.Get<IOptions<HealthCheckServiceOptions>>().Value.Registrations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cant_be_read_stops_the_start_with_key_value_and_what_is_allowed()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => RedisHost.StartAsync(
            settings: [("Observability:Redis:Readiness", "maybe"), ("Observability:Redis:ReadinessTimeout", "5")]));

        error.Failures.ShouldBe([
            "Observability:Redis:Readiness is 'maybe'; allowed: true, false, 1, 0.",
            "Observability:Redis:ReadinessTimeout is '5'; allowed: a time such as 00:00:10, or 1.00:00:00 for a day."]);
    }

    [Fact]
    public async Task What_cant_be_used_stops_the_start()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => RedisHost.StartAsync(configure: redis => redis.ReadinessTimeout = TimeSpan.Zero));

        error.Message.ShouldBe("RedisObservabilityOptions:ReadinessTimeout is '00:00:00'; allowed: a time above zero, as 00:00:05.");
    }
}

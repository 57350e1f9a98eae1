using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>The options: from the configuration, from code, and what can't be used.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void By_default_no_text_leaves_and_readiness_is_checked()
    {
        var options = Read([]);

        (options.QueryText, options.Readiness, options.ReadinessTimeout).ShouldBe((QueryTextCapture.Off, true, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void The_section_is_read_and_code_has_the_last_word()
    {
        var options = Read(new() { ["QueryText"] = "withoutliterals", ["Readiness"] = "false", ["ReadinessTimeout"] = "00:00:01" }, code => code.Readiness = true);

        (options.QueryText, options.Readiness, options.ReadinessTimeout).ShouldBe((QueryTextCapture.WithoutLiterals, true, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_can_not_be_used_is_named_with_what_is_allowed()
    {
        var wrong = new Dictionary<string, string?> { ["QueryText"] = "All", ["Readiness"] = "maybe", ["ReadinessTimeout"] = "5", ["Readyness"] = "false" };

        Should.Throw<OptionsValidationException>(() => Read(wrong)).Failures.ShouldBe(
        [
            "Observability:Npgsql:QueryText is 'All'; allowed: Off, WithoutLiterals.",
            "Observability:Npgsql:Readiness is 'maybe'; allowed: true, false, 1, 0.",
            "Observability:Npgsql:ReadinessTimeout is '5'; allowed: a time such as 00:00:10, or 1.00:00:00 for a day.",
            "Observability:Npgsql:Readyness is not a setting; allowed: QueryText, Readiness, ReadinessTimeout.",
        ]);
    }

    [Fact]
    public void Code_is_checked_as_well() => Should.Throw<OptionsValidationException>(() => Read([], code => code.ReadinessTimeout = TimeSpan.Zero)).Failures
        .ShouldBe(["NpgsqlObservabilityOptions:ReadinessTimeout is '00:00:00'; allowed: a time above zero, as 00:00:05."]);

    private static NpgsqlObservabilityOptions Read(Dictionary<string, string?> section, Action<NpgsqlObservabilityOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(section.ToDictionary(one => "Observability:Npgsql:" + one.Key, one => one.Value)).Build());
        services.AddTakumiObservability().AddNpgsql(configure ?? (static _ => { }));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<NpgsqlObservabilityOptions>>().Value;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability shows.</summary>
public sealed class PackageReadme
{
    [Fact]
    public async Task A_worker_is_observable_by_one_line()
    {
        string[] args = ["--ENVIRONMENT=Development"];

        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddTakumiObservability(options => options.ServiceName = "takumi-worker")
            .AddPrometheusListener();

        // Not port 9464, which another run of the tests may hold.
        builder.Services.Configure<PrometheusListenerOptions>(options => options.Port = 0);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Standard_output_is_collected()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        builder.Services.AddTakumiObservability().AddJsonConsole();

        using var host = builder.Build();
        host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName.ShouldBe("takumi-json");
    }

    [Fact]
    public void Names_types_and_shapes_are_added()
    {
        var options = new RedactionOptions();
        options.Names["passport.number"] = Mask.Secret;     // also holder.passportNumber, and passport_number=… in text
        options.Names["stellar.token"] = Mask.InClear;      // here a token is an asset
        options.Types[typeof(Iban)] = value => $"…{value[^4..]}";
        options.Shapes.Add(new TicketDetector());           // an IShapeDetector

        var policy = new RedactionPolicy(options);
        policy.Redact("holder.passportNumber", "C01X0006H").ShouldBe("[redacted]");
        policy.Redact("stellar.token", "XLM").ShouldBe("XLM");
        policy.Redact("account", new Iban("DE89370400440532013000")).ShouldBe("…3000");
        policy.RedactText("see TICKET-7").ShouldBe("see [ticket]");
    }

    private sealed record Iban(string Value)
    {
        public override string ToString() => Value;
    }
}

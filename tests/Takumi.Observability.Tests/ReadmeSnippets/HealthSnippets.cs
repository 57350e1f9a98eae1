using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability.Health;
using Takumi.Observability.Tests.Health;

namespace Takumi.Observability.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability shows of health.</summary>
public sealed class HealthSnippets
{
    [Fact]
    public void Three_checks_that_need_nothing_but_the_machine()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        builder.Services.AddHealthChecks()
            .AddTcp("stellar-rpc", "soroban-testnet.stellar.org", 443)                          // accepts connections
            .AddCommand("archive", "/usr/local/bin/check-archive", ["--max-age", "5m"], TimeSpan.FromSeconds(10))   // ends with exit code 0
            .AddCryptoSelfTest();                                                               // SHA-256, AES-256-GCM, ECDSA P-256 by published answers

        using var host = builder.Build();
        host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
            .Select(check => (check.Name, check.Timeout)).ShouldBe([("stellar-rpc", Timeout.InfiniteTimeSpan), ("archive", TimeSpan.FromSeconds(10)), ("crypto", Timeout.InfiniteTimeSpan)]);
    }

    [Fact]
    public async Task Another_server()
    {
        await using var service = await HealthService.StartAsync(checks => checks.AddCryptoSelfTest());
        var body = new MemoryStream();

        (await Serve(service.Handler, body, TestContext.Current.CancellationToken)).ShouldBe(200);

        body.Length.ShouldBeGreaterThan(0);
    }

    private static async Task<int> Serve(HealthHandler handler, MemoryStream body, CancellationToken cancellationToken)
    {
        var answer = await handler.AnswerAsync(HealthProbe.Readiness, cancellationToken);
        // answer.StatusCode and answer.ContentType go first
        await body.WriteAsync(answer.Body, cancellationToken);
        return answer.StatusCode;
    }
}

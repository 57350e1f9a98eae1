using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Npgsql.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Npgsql shows of the audit trail. It is run by the tests in Auditing, with a server.</summary>
public sealed class AuditReadme
{
    [Fact]
    public void Shipping_a_journal()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddTakumiObservability()
            .AddAuditJournal("audit")
            .AddAuditPostgres("Host=db;Database=app;Username=takumi_app");
        using var provider = builder.Services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<AuditPostgresOptions>>().Value.ConnectionString.ShouldBe("Host=db;Database=app;Username=takumi_app");
        provider.GetRequiredService<IAuditCopy>().CountOf("nothing yet").ShouldBe(0);
    }

    [Fact]
    public void Without_a_journal()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddTakumiObservability().AddAuditPostgresSink("Host=db;Database=app;Username=takumi_app");
        using var provider = builder.Services.BuildServiceProvider();

        provider.GetServices<IAuditSink>().ShouldHaveSingleItem();
    }
}

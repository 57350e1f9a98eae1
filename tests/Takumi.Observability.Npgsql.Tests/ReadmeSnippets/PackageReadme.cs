using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Npgsql shows.</summary>
public sealed class PackageReadme(SharedServer<PostgresServer> postgres)
{
    [Fact]
    public void One_line()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddTakumiObservability().AddNpgsql();
        using var host = builder.Build();

        host.Services.GetRequiredService<IOptions<NpgsqlObservabilityOptions>>().Value.QueryText.ShouldBe(QueryTextCapture.Off);
    }

    [Fact]
    public void Options()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddTakumiObservability().AddNpgsql(options =>
        {
            options.QueryText = QueryTextCapture.WithoutLiterals;   // Off by default
            options.ReadinessTimeout = TimeSpan.FromSeconds(2);     // 5 s; Readiness = false leaves the check out
        });
        using var host = builder.Build();

        host.Services.GetRequiredService<IOptions<NpgsqlObservabilityOptions>>().Value.QueryText.ShouldBe(QueryTextCapture.WithoutLiterals);
    }

    [Fact]
    public async Task A_data_source_by_hand()
    {
        var connectionString = await (await postgres.GetAsync(TestContext.Current.CancellationToken)).CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseTakumiObservability(options => options.QueryText = QueryTextCapture.WithoutLiterals);
        await using var dataSource = builder.Build();
        await using (var setup = dataSource.CreateCommand("CREATE TABLE users (id int)"))
            await setup.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var command = dataSource.CreateCommand("SELECT * FROM users").WithTraceComment();
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

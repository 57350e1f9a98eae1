using Npgsql;
using Takumi.Observability.Benchmarks.Postgres;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>That the benchmark measures what it says.</summary>
[Collection(AloneCollection.Name)]
public sealed class BenchmarkTests(SharedServer<PostgresServer> postgres)
{
    [Fact]
    public async Task A_select_that_is_observed_is_described_and_measured()
    {
        await using var connection = new NpgsqlConnection((await postgres.GetAsync(TestContext.Current.CancellationToken)).ConnectionString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var way = SelectOne.Observed();

        await SelectOne.RunAsync(connection, times: 10);

        SelectOne.LastSpan!.DisplayName.ShouldBe("SELECT");
        SelectOne.LastSpan.GetTagItem("db.query.text").ShouldBeNull();
        SelectOne.Measurements.ShouldBe(10);
    }
}

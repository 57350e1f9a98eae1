using Npgsql;
using Takumi.Observability.Pools;

namespace Takumi.Observability.Npgsql.Tests;

public sealed class PoolNameTests
{
    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("Host=db.internal;Port=6432;Username=app;Database=shop;SSL Password=s3cret", "shop@db.internal:6432")]
    [InlineData("Host=db.internal;Username=app", "app@db.internal:5432")]
    [InlineData("Host=a,b;Database=shop", "shop@a,b:5432")]
    [InlineData("Host=/run/postgresql;Database=shop", "shop@/run/postgresql:5432")]
    [InlineData("not a=connection string", "not a=connection string")]
    public void A_pool_is_called_by_its_database_unless_it_has_a_name(string dataSource, string name) => PoolName.Of(dataSource).ShouldBe(name);

    [Fact]
    public void What_Npgsql_calls_a_data_source_is_understood()
    {
        using var source = NpgsqlDataSource.Create("Host=db.internal;Database=shop;Username=app;Password=s3cret;Timeout=3");

        PoolName.Of(source.ConnectionString).ShouldBe("shop@db.internal:5432");
    }
}

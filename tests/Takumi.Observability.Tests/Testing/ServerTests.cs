using System.Net.Sockets;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;
using Xunit.Sdk;

namespace Takumi.Observability.Tests.Testing;

/// <summary>The real servers start, answer, survive a crash and leave nothing behind.</summary>
public sealed class ServerTests(SharedServer<PostgresServer> postgres) : IClassFixture<SharedServer<PostgresServer>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_keeps_its_data_over_a_crash()
    {
        await using var server = await PostgresServer.StartAsync(["wal_level=logical"], Cancellation);
        await server.ExecuteAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)", cancellationToken: Cancellation);

        await server.KillAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => server.ExecuteAsync("SELECT 1", cancellationToken: Cancellation));
        await server.RestartAsync(Cancellation);

        (await server.ExecuteAsync("SHOW wal_level; SELECT n, n * 2 FROM t ORDER BY n", cancellationToken: Cancellation)).ShouldBe("logical\n1|2\n2|4");
    }

    [Fact]
    public async Task A_shared_server_gives_each_test_a_database_of_its_own()
    {
        var server = await postgres.GetAsync(Cancellation);
        (await postgres.GetAsync(Cancellation)).ShouldBeSameAs(server);

        var first = await server.CreateDatabaseAsync(Cancellation);

        (await server.CreateDatabaseAsync(Cancellation)).ShouldNotBe(first);
        first.ShouldBe($"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=test_1");
    }

    [Fact]
    public async Task A_disposed_server_no_longer_listens_and_its_folder_is_gone()
    {
        var server = await RedisServer.StartAsync(Cancellation);
        (await server.SendAsync("SET a 1", Cancellation)).ShouldBe("+OK");

        await server.DisposeAsync();

        await Should.ThrowAsync<SocketException>(() => server.SendAsync("PING", Cancellation));
    }

    [Fact]
    public async Task A_redis_server_that_was_killed_starts_again_empty_on_its_port_with_its_arguments()
    {
        await using var server = await RedisServer.StartAsync(["--databases", "3"], Cancellation);
        var port = server.Port;
        (await server.SendAsync("SET a 1", Cancellation)).ShouldBe("+OK");
        await server.KillAsync();
        await server.RestartAsync(Cancellation);

        server.Port.ShouldBe(port);
        (await server.SendAsync("GET a", Cancellation)).ShouldBe("$-1");
        (await server.SendAsync("SELECT 3", Cancellation)).ShouldBe("-ERR DB index is out of range");
    }

    [Fact]
    public async Task A_program_that_ends_at_once_is_reported_with_what_it_said()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() =>
            ServerProcess.StartAsync(() => new Command("sh", "-c", "echo no such disk >&2; exit 3"), _ => Task.FromResult(false), Cancellation));

        error.Message.ShouldContain("exit code 3");
        error.Message.ShouldContain("no such disk");
    }

    [Fact]
    public void An_absent_program_skips_on_a_laptop_and_fails_where_servers_are_required()
    {
        var absent = new Executable("takumi-no-such-program", "some-package");

        var skipped = Should.Throw<SkipException>(() => absent.Require(servers: null));
        var failed = Should.Throw<FailException>(() => absent.Require(servers: "required"));

        skipped.Message.ShouldEndWith("takumi-no-such-program is not installed: apt-get install some-package");
        failed.Message.ShouldEndWith("takumi-no-such-program is not installed: apt-get install some-package");
    }

    [Fact]
    public async Task Promtool_accepts_a_clean_page_and_names_what_it_objects_to()
    {
        const string Clean = "# HELP orders_total Orders taken.\n# TYPE orders_total counter\norders_total 3\n";

        (await Promtool.CheckMetricsAsync(Clean, Cancellation)).ShouldBeEmpty();
        (await Promtool.CheckMetricsAsync(Clean.Replace("orders_total", "orders"), Cancellation)).ShouldBe(["orders counter metrics should have \"_total\" suffix"]);
        (await Promtool.CheckMetricsAsync("{{{", Cancellation)).ShouldHaveSingleItem().ShouldContain("error while linting");
    }

    [Fact]
    public async Task Strace_lists_the_calls_and_makes_one_fail()
    {
        var (result, calls) = await Strace.RunAsync(new Command("cat", "/etc/passwd"), ["trace=write", "inject=write:error=ENOSPC:when=1"], Cancellation);

        (result.ExitCode, result.Output).ShouldBe((1, ""));
        result.Error.ShouldBe("cat: write error: No space left on device\n");
        calls[0].ShouldEndWith("= -1 ENOSPC (No space left on device) (INJECTED)");
    }
}

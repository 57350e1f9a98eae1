using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>Postgres as an anchor of checkpoints.</summary>
public sealed class AnchorTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_keeps_every_checkpoint_gives_the_newest_and_is_never_set_back()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await using var database = new AuditDatabase(Options.Create(new AuditPostgresOptions { ConnectionString = tables.Application }), NullLoggerFactory.Instance);
        var anchor = new PostgresAuditAnchor(database);
        (await anchor.ReadAsync("log", Cancellation)).ShouldBeNull();

        await anchor.StoreAsync(Checkpoint(5, "five"), Cancellation);
        await anchor.StoreAsync(Checkpoint(9, "nine"), Cancellation);
        await anchor.StoreAsync(Checkpoint(9, "nine", signature: "again"), Cancellation);
        Encoding.UTF8.GetString((await anchor.ReadAsync("log", Cancellation)).ShouldNotBeNull().Span).ShouldBe("nine\n\nonce");
        (await anchor.ReadAsync("other", Cancellation)).ShouldBeNull();

        (await Should.ThrowAsync<InvalidOperationException>(() => anchor.StoreAsync(Checkpoint(7, "seven"), Cancellation).AsTask())).Message.ShouldBe(
            "Postgres holds another checkpoint over 9 records and is not set back to the one over 7.");
        await Should.ThrowAsync<InvalidOperationException>(() => anchor.StoreAsync(Checkpoint(9, "another nine"), Cancellation).AsTask());
        (await tables.QueryAsync("SELECT size FROM audit_checkpoints ORDER BY size")).ShouldBe("5\n9");
    }

    [Fact]
    public async Task A_journal_that_Postgres_knows_more_of_does_not_start()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        using var folder = new PrivateFolder();
        await RunAsync(folder, tables);
        var snapshot = Directory.CreateDirectory(folder.Combine("snapshot")).FullName;
        Copy(folder.Combine("audit"), snapshot);
        await RunAsync(folder, tables);
        Directory.Delete(folder.Combine("audit"), recursive: true);
        Copy(snapshot, folder.Combine("audit"));

        var refused = await Should.ThrowAsync<Exception>(() => AuditHost.StartAsync(folder, tables.Application));
        refused.Message.ShouldContain("The checkpoint at anchor 'postgres' covers 5 records, but the journal has 3");
    }

    private static async Task RunAsync(PrivateFolder folder, AuditTables tables)
    {
        await using var host = await AuditHost.StartAsync(folder, tables.Application);
        await host.ShippedAsync();
    }

    private static AuditCheckpoint Checkpoint(long size, string text, string signature = "once") =>
        new("log", size, new byte[32], Encoding.UTF8.GetBytes($"{text}\n\n{signature}"), DateTimeOffset.UnixEpoch);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Cli.Tests;

/// <summary>The table that a journal was shipped to, before and after its owner has edited it.</summary>
public sealed class VerifyPostgresTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>
{
    private const string NotJournaled = "not journaled: a table notes nothing; given beside --postgres, the directory of its journal does\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_that_nobody_touched_is_intact_and_proven_like_its_journal()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        var verified = await journal.VerifyAsync("--trusted", journal.Held, "--no-state");
        var database = new Npgsql.NpgsqlConnectionStringBuilder(journal.ConnectionString);
        verified.ShouldBe(new TakumiSession.Outcome(0, $"""
            journal            127.0.0.1:{database.Port}/{database.Database} table public.audit_events
            log                {journal.Origin}
            integrity          intact
            completeness       proven
            proven             records 0 to 22 (23): all there, none altered
            claimed            none
            unattested         none

            """, NotJournaled));
        (await journal.VerifyDirectoryAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_log_that_was_handed_over_is_proven_with_its_first_key_alone()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        await journal.HandOverAsync();
        var verified = await journal.VerifyAsync("--trusted", journal.Held, "--no-state");
        verified.ExitCode.ShouldBe(0, verified.Output + verified.Error);
        verified.Output.ShouldContain("proven             records 0 to 45 (46): all there, none altered\n");
        verified.Error.ShouldBe(NotJournaled);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET amount = 99 WHERE sequence = 5", "record 5: column amount is not what the row's line says")]
    [InlineData("UPDATE audit_events SET amount = NULL WHERE sequence = 5", "record 5: column amount is not what the row's line says")]
    [InlineData("UPDATE audit_events SET user_id = 'somebody', event = 'x' WHERE sequence = 5", "record 5: column event, user_id is not what the row's line says")]
    [InlineData("UPDATE audit_events SET metadata = metadata || '{\"attempt\": 7}' WHERE sequence = 5", "record 5: column metadata is not what the row's line says")]
    [InlineData("UPDATE audit_events SET created_at = created_at - interval '1 second' WHERE sequence = 5", "record 5: column created_at is not what the row's line says")]
    [InlineData("UPDATE audit_events SET id = gen_random_uuid() WHERE sequence = 5", "record 5: column id is not what the row's line says")]
    [InlineData("UPDATE audit_events SET line = NULL WHERE sequence = 5", "record 5: ")]
    [InlineData("UPDATE audit_events SET amount = 99, line = convert_to(replace(convert_from(line, 'UTF8'), '10.50', '99.00'), 'UTF8') WHERE sequence = 5", "record 5: the line is not the one that was signed")]
    [InlineData(
        "UPDATE audit_events SET amount = 99, line = convert_to(replace(convert_from(line, 'UTF8'), '10.50', '99.00'), 'UTF8') WHERE sequence = 5; UPDATE audit_events SET leaf_hash = sha256('\\x00'::bytea || line)",
        "a record in this range is not what")]
    [InlineData("UPDATE audit_events SET sequence = 95 WHERE sequence = 5", "record 23: the row does not continue the log")]
    [InlineData("INSERT INTO audit_events (log, sequence, created_at, id, kind) SELECT log, 23, now(), gen_random_uuid(), 'event' FROM audit_cursors", "record 23: ")]
    public async Task What_the_owner_edits_is_found(string sql, string expected)
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        await journal.EditAsync(sql);
        var verified = await journal.VerifyAsync("--trusted", journal.Held, "--no-state");
        verified.ExitCode.ShouldBe(1, verified.Output);
        verified.Output.ShouldContain("integrity          broken");
        verified.Output.Split('\n').Single(line => line.StartsWith("first bad line", StringComparison.Ordinal)).ShouldContain(expected);
        (await journal.VerifyDirectoryAsync()).ExitCode.ShouldBe(0, "the journal is the evidence");
    }

    [Fact]
    public async Task What_the_owner_deletes_is_missing()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        await journal.EditAsync("DELETE FROM audit_events WHERE sequence IN (5, 6)");
        var verified = await journal.VerifyAsync("--no-state");
        verified.ExitCode.ShouldBe(1);
        verified.Output.ShouldContain("completeness       refuted\nmissing            records 5 to 6\n");
    }

    [Fact]
    public async Task A_tail_cut_with_its_checkpoints_and_its_cursor_is_found_by_a_held_note_or_by_the_run_before()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        (await journal.VerifyAsync()).ExitCode.ShouldBe(3, "nothing from elsewhere");
        (await journal.VerifyAsync()).ExitCode.ShouldBe(0, "the run before");
        await journal.EditAsync("DELETE FROM audit_events WHERE sequence >= 10; DELETE FROM audit_checkpoints; UPDATE audit_cursors SET next = 10");
        (await journal.VerifyAsync("--no-state")).ExitCode.ShouldBe(3);
        (await journal.VerifyAsync("--no-state", "--trusted", journal.Held)).Output.ShouldContain("missing            records 10 to 22\n");
        (await journal.VerifyAsync()).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_checkpoint_that_came_before_its_rows_refutes_nothing()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        await journal.EditAsync("DELETE FROM audit_events WHERE sequence >= 10; UPDATE audit_cursors SET next = 10");
        var verified = await journal.VerifyAsync("--no-state");
        verified.ExitCode.ShouldBe(3);
        verified.Output.ShouldContain("checkpoints in the table are over more than the 10 records that were shipped; they were left out\n");
    }

    [Fact]
    public async Task What_cannot_be_read_is_2_and_never_shows_a_password()
    {
        using var journal = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        async Task RefusedAsync(string reason, params string[] args)
        {
            var refused = await TakumiSession.RunOnJournalAsync(["verify", "--key", journal.Key, "--no-state", .. args]);
            refused.ExitCode.ShouldBe(2);
            refused.Error.ShouldStartWith(reason);
            refused.Error.ShouldNotContain("geheim");
        }

        await RefusedAsync("Give a target or --postgres.");
        await RefusedAsync($"'{journal.Held}' is no directory; allowed beside --postgres: the journal that notes who reads the table.", journal.Held, "--postgres", journal.ConnectionString);
        await RefusedAsync(NotJournaled + "PostgreSQL cannot be read: ", "--postgres", "Host=127.0.0.1;Port=1;Password=geheim");
        await RefusedAsync(NotJournaled + "PostgreSQL cannot be read: ", "--postgres", "nonsense");
        await RefusedAsync(NotJournaled + "PostgreSQL cannot be read: ", "--postgres", journal.ConnectionString, "--schema", "elsewhere");
        await RefusedAsync(NotJournaled + "'a\"b' can't be a schema here", "--postgres", journal.ConnectionString, "--schema", "a\"b");
        await RefusedAsync("Nothing is read, as it would not be journaled: a table notes nothing", "--postgres", journal.ConnectionString, "--require-journaled");
        await journal.EditAsync("INSERT INTO audit_cursors (log, next) VALUES ('other', 0)");
        await RefusedAsync($"{NotJournaled}127.0.0.1:", "--postgres", journal.ConnectionString);
        (await journal.VerifyAsync("--origin", journal.Origin, "--trusted", journal.Held)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Who_reads_the_table_is_noted_by_its_journal_which_gets_to_know_no_password()
    {
        using var shipped = await ShippedJournal.CreateAsync(await server.GetAsync(Cancellation));
        using var folder = new PrivateFolder();
        var journal = folder.Combine("audit");
        await using var running = await RunningJournal.StartAsync(journal);
        var verified = await shipped.VerifyAsync(journal, "--trusted", shipped.Held, "--no-state", "--actor", "alice", "--require-journaled");

        (verified.ExitCode, verified.Error).ShouldBe((0, ""));
        var (_, members) = RunningJournal.Requests(journal).ShouldHaveSingleItem();
        members.ShouldStartWith("\"what\":\"read\",\"who\":\"alice\"");
        var database = new Npgsql.NpgsqlConnectionStringBuilder(shipped.ConnectionString);
        members.ShouldContain($"\"detail\":\"verify --postgres 127.0.0.1:{database.Port}/{database.Database} --key ");
        members.ShouldNotContain("geheim");
    }

    [Fact]
    public async Task The_schema_is_written_for_psql()
    {
        var written = await TakumiSession.RunOnJournalAsync("postgres", "schema", "--application", "takumi_app", "--schema", "audit");
        written.ShouldBe(new TakumiSession.Outcome(0, AuditPostgresSchema.Script("takumi_app", "audit"), ""));
        var refused = await TakumiSession.RunOnJournalAsync("postgres", "schema", "--application", "a'b");
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldStartWith("'a'b' can't be used as a name; allowed: 1 to 63 letters, digits, '_' and '-'.");
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Cli.Tests;

/// <summary>A journal that a service has written, shipped to Postgres and closed: genesis, start, 20 events, stop.</summary>
internal sealed class ShippedJournal : IDisposable
{
    private readonly PrivateFolder _folder = new();

    private ShippedJournal(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public string Key => _folder.Combine("audit", "key.pub.pem");

    /// <summary>A copy of the newest checkpoint, outside the journal.</summary>
    public string Held { get; private set; } = "";

    public string Origin { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ShippedJournal> CreateAsync(PostgresServer server)
    {
        var shipped = new ShippedJournal(await server.CreateDatabaseAsync(Cancellation));
        await shipped.RunServiceAsync();
        return shipped;
    }

    /// <summary>Runs the service once more, under another key.</summary>
    public async Task HandOverAsync()
    {
        var key = _folder.Combine("next.pem");
        (await TakumiSession.RunAsync("key", "new", key)).ExitCode.ShouldBe(0);
        await RunServiceAsync(options => (options.SigningKeyFile, options.PreviousSigningKeyFile) = (key, _folder.Combine("audit", "key.pem")));
    }

    public async Task<TakumiSession.Outcome> VerifyAsync(params string[] more) =>
        await TakumiSession.RunOnJournalAsync(["verify", "--postgres", $"{ConnectionString};Password=geheim", "--key", Key, "--state", _folder.Combine("state"), .. more]);

    public Task<TakumiSession.Outcome> VerifyDirectoryAsync() => TakumiSession.RunOnJournalAsync("verify", _folder.Combine("audit"), "--key", Key, "--trusted", Held, "--no-state");

    /// <summary>As the owner, who has taken the triggers away.</summary>
    public async Task EditAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"ALTER TABLE audit_events DISABLE TRIGGER ALL; ALTER TABLE audit_checkpoints DISABLE TRIGGER ALL; {sql}", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunServiceAsync(Action<AuditJournalOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path });
        builder.Services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", "Development"))
            .AddAuditJournal(_folder.Combine("audit"), options => configure?.Invoke(options))
            .AddAuditPostgres(ConnectionString, options => options.CreateSchema = true);
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        for (var i = 0; i < 20; i++)
        {
            await audit.RecordAsync(
                new AuditEvent
                {
                    Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, UserId = $"u{i}", Amount = 10.50m,
                    Metadata = new Dictionary<string, object?> { ["attempt"] = i, ["note"] = "zero \0, quote \"" },
                },
                Cancellation);
        }

        await host.StopAsync(Cancellation);
        var newest = Directory.GetFiles(_folder.Combine("audit", "checkpoints"), "*.note").Order().Last();
        Held = _folder.Combine("held.note");
        File.Copy(newest, Held, overwrite: true);
        Origin = (await File.ReadAllLinesAsync(newest, Cancellation))[0];
    }
}

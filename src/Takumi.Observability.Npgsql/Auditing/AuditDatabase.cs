using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>The audit trail's own connections, and the one place that knows whether its tables are there. Thread safe.</summary>
internal sealed class AuditDatabase : IAsyncDisposable, IDisposable
{
    private readonly AuditPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _preparing = new(1);
    private volatile bool _isReady;
    private bool _isTold;

    public AuditDatabase(IOptions<AuditPostgresOptions> options, ILoggerFactory loggers)
    {
        _options = options.Value;
        _logger = loggers.CreateLogger("Takumi.Observability.Audit.Postgres");
        // Not enlisted: a record must not disappear with a transaction of the application that is rolled back.
        var connection = new NpgsqlConnectionStringBuilder(_options.ConnectionString) { Enlist = false, MaxPoolSize = 4, MinPoolSize = 0 };
        connection.ApplicationName ??= "takumi-audit";
        DataSource = new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>The schema's name, quoted, with a dot behind it.</summary>
    public string Schema => $"\"{_options.Schema}\".";

    /// <summary>A connection to a database whose tables were looked at.</summary>
    /// <exception cref="AuditSchemaException">They are missing, of another version, or closed to this role.</exception>
    /// <exception cref="NpgsqlException">The server is away.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
                await PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _preparing.Dispose();
        return DataSource.DisposeAsync();
    }

    public void Dispose()
    {
        _preparing.Dispose();
        DataSource.Dispose();
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isReady)
                return;
            if (_options.CreateSchema)
                await CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            await CheckAsync(connection, cancellationToken).ConfigureAwait(false);
            _isReady = true;
        }
        catch (AuditSchemaException e) when (!_isTold)
        {
            _isTold = true;
            _logger.LogCritical("{Reason}", e.Message);
            throw;
        }
        finally
        {
            _preparing.Release();
        }
    }

    private async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var who = new NpgsqlCommand("SELECT current_user", connection);
        var role = (string)(await who.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        using var create = new NpgsqlCommand(AuditPostgresSchema.Script(role, _options.Schema), connection);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version != AuditPostgresSchema.Version)
            throw new AuditSchemaException($"The tables of the audit trail in schema '{_options.Schema}' {(version is null ? "are missing" : $"have version {version}")}; version {AuditPostgresSchema.Version} is needed. {ToRun}");

        using var command = new NpgsqlCommand(
            $"SELECT has_table_privilege('{Schema}audit_events', 'SELECT') AND has_table_privilege('{Schema}audit_events', 'INSERT'), has_table_privilege('{Schema}audit_events', 'UPDATE'), current_user::text",
            connection);
        var answer = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = answer.ConfigureAwait(false);
        await answer.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (may, mayChange, role) = (answer.GetBoolean(0), answer.GetBoolean(1), answer.GetString(2));
        if (!may)
            throw new AuditSchemaException($"Role '{role}' may not write the audit trail in schema '{_options.Schema}'. {ToRun}");
        if (mayChange && !_options.CreateSchema)
            _logger.LogWarning("Role '{Role}' owns the tables of the audit trail or is more than their owner: it could change what it writes. {ToRun}", role, ToRun);
    }

    private string ToRun => $"Run as the owner: takumi audit postgres schema --application ROLE --schema {_options.Schema} | psql DATABASE";

    private async Task<int?> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            using var command = new NpgsqlCommand($"SELECT {Schema}audit_schema_version()", connection);
            return (int?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new AuditSchemaException($"Schema '{_options.Schema}' is closed to the role of the audit trail. {ToRun}");
        }
    }
}

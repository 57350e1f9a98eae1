using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Tracing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds PostgreSQL to the audit trail.</summary>
public static class TakumiAuditPostgresExtensions
{
    /// <summary>
    /// Ships the lines of the audit journal to table <c>audit_events</c>, in order and exactly once, and makes the database an anchor of the journal's checkpoints.
    /// The journal stays the evidence: <c>RecordAsync</c> does not wait for PostgreSQL.
    /// </summary>
    /// <inheritdoc cref="AddAuditPostgres(TakumiObservabilityBuilder, string, Action{AuditPostgresOptions})"/>
    public static TakumiObservabilityBuilder AddAuditPostgres(this TakumiObservabilityBuilder builder, string connectionString) =>
        builder.AddAuditPostgres(connectionString, static _ => { });

    /// <summary>As <see cref="AddAuditPostgres(TakumiObservabilityBuilder, string)"/>, with the connection string and all else from section <c>Observability:AuditPostgres</c>.</summary>
    /// <inheritdoc cref="AddAuditPostgres(TakumiObservabilityBuilder, string, Action{AuditPostgresOptions})"/>
    public static TakumiObservabilityBuilder AddAuditPostgres(this TakumiObservabilityBuilder builder) => Ship(builder, static _ => { });

    /// <inheritdoc cref="AddAuditPostgres(TakumiObservabilityBuilder, string)"/>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="connectionString">Of the application's role, not of the tables' owner.</param>
    /// <param name="configure">Everything else; section <c>Observability:AuditPostgres</c> is read before, and what is said in code wins.</param>
    /// <exception cref="InvalidOperationException">The audit trail was given a database already.</exception>
    public static TakumiObservabilityBuilder AddAuditPostgres(this TakumiObservabilityBuilder builder, string connectionString, Action<AuditPostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Ship(builder, options =>
        {
            options.ConnectionString = connectionString;
            configure(options);
        });
    }

    /// <summary>
    /// Keeps audit records in table <c>audit_events</c> without a journal: <c>RecordAsync</c> completes when the row is committed, and fails while PostgreSQL is away.
    /// There is no Merkle tree, so nobody can show afterwards that rows were not changed, and what <c>Record</c> took is in memory until it is inserted.
    /// </summary>
    /// <inheritdoc cref="AddAuditPostgres(TakumiObservabilityBuilder, string, Action{AuditPostgresOptions})"/>
    public static TakumiObservabilityBuilder AddAuditPostgresSink(this TakumiObservabilityBuilder builder, string connectionString) =>
        builder.AddAuditPostgresSink(connectionString, static _ => { });

    /// <summary>As <see cref="AddAuditPostgresSink(TakumiObservabilityBuilder, string)"/>, with the connection string and all else from section <c>Observability:AuditPostgres</c>.</summary>
    /// <inheritdoc cref="AddAuditPostgres(TakumiObservabilityBuilder, string, Action{AuditPostgresOptions})"/>
    public static TakumiObservabilityBuilder AddAuditPostgresSink(this TakumiObservabilityBuilder builder) => Sink(builder, static _ => { });

    /// <inheritdoc cref="AddAuditPostgresSink(TakumiObservabilityBuilder, string)"/>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="connectionString">Of the application's role, not of the tables' owner.</param>
    /// <param name="configure">Everything else.</param>
    /// <exception cref="InvalidOperationException">The audit trail was given a database already.</exception>
    public static TakumiObservabilityBuilder AddAuditPostgresSink(this TakumiObservabilityBuilder builder, string connectionString, Action<AuditPostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Sink(builder, options =>
        {
            options.ConnectionString = connectionString;
            configure(options);
        });
    }

    private static TakumiObservabilityBuilder Ship(TakumiObservabilityBuilder builder, Action<AuditPostgresOptions> configure)
    {
        var services = AddDatabase(builder, configure);
        services.AddSingleton<ShippedCounts>();
        services.AddSingleton<IAuditCopy>(static provider => provider.GetRequiredService<ShippedCounts>());
        services.AddSingleton<AuditShipping>();
        services.AddSingleton<IAuditAnchor, PostgresAuditAnchor>();
        // In front: services stop in reverse order, and the journal's last record is shipped too.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(static provider => provider.GetRequiredService<AuditShipping>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "audit_postgres", static provider => new AuditPostgresHealthCheck(provider.GetRequiredService<AuditShipping>()), HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(1)));
        return builder;
    }

    private static TakumiObservabilityBuilder Sink(TakumiObservabilityBuilder builder, Action<AuditPostgresOptions> configure)
    {
        var services = AddDatabase(builder, configure);
        services.AddSingleton<PostgresAuditSink>();
        services.AddSingleton<IAuditSink>(static provider => provider.GetRequiredService<PostgresAuditSink>());
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(static provider => provider.GetRequiredService<PostgresAuditSink>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "audit", static provider => new AuditDatabaseHealthCheck(provider.GetRequiredService<AuditDatabase>()), failureStatus: null, ["ready"], TimeSpan.FromSeconds(5)));
        return builder;
    }

    private static IServiceCollection AddDatabase(TakumiObservabilityBuilder builder, Action<AuditPostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(AuditDatabase)))
            throw new InvalidOperationException("AddAuditPostgres or AddAuditPostgresSink was called already: the audit trail of a host has one database.");
        services.AddSingleton<IConfigureOptions<AuditPostgresOptions>, AuditPostgresSection>();
        services.AddOptions<AuditPostgresOptions>().Configure(configure);
        services.AddSingleton<IValidateOptions<AuditPostgresOptions>, AuditPostgresOptionsValidator>();
        services.PostConfigure<ObservabilityOptions>(ServerMessages.Reduce);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AuditDatabase>();
        return services;
    }
}

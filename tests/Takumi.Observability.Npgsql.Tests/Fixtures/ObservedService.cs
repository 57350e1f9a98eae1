using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Fixtures;

/// <summary>A real host with <c>AddNpgsql()</c>, a data source in its container and a database of its own on a real server.</summary>
public sealed class ObservedService : IAsyncDisposable
{
    private const string Schema =
        """
        CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, age int CHECK (age >= 0));
        CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED, total numeric);
        INSERT INTO users SELECT i, 'user ' || i, i FROM generate_series(1, 10) i;
        CREATE PROCEDURE touch() LANGUAGE sql AS 'UPDATE users SET age = age';
        """;

    private readonly IHost _host;
    private readonly SpanCapture _spans;
    private readonly MeasurementLog _measurements = new(TakumiTelemetry.MeterName);

    private ObservedService(IHost host, SpanCapture spans, CapturingLoggerProvider logs, string connectionString)
    {
        _host = host;
        _spans = spans;
        Logs = logs;
        ConnectionString = connectionString;
    }

    public NpgsqlDataSource DataSource => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public IServiceProvider Services => _host.Services;

    public CapturingLoggerProvider Logs { get; }

    public string ConnectionString { get; }

    public static async Task<ObservedService> StartAsync(
        PostgresServer server, Action<NpgsqlDataSourceBuilder>? source = null, Action<NpgsqlObservabilityOptions>? options = null, string settings = "", Action<TakumiObservabilityBuilder>? configure = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await server.CreateDatabaseAsync(cancellationToken);
        await server.ExecuteAsync(Schema, database.Split("Database=")[1], cancellationToken);
        // However busy the machine is; a test that wants a limit sets its own.
        var connectionString = $"{database};Timeout=600;Command Timeout=600;{settings}";
        var spans = new SpanCapture(static span => $"{span.DisplayName} {span.Status} {span.GetTagItem("db.query.text") ?? "without text"}");
        var logs = new CapturingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton(_ =>
        {
            var data = new NpgsqlDataSourceBuilder(connectionString);
            source?.Invoke(data);
            return data.Build();
        });
        var observability = builder.Services.AddTakumiObservability(observed => observed.SampleRatio = 1).AddNpgsql(options ?? (static observed => observed.ReadinessTimeout = TimeSpan.FromMinutes(10)));
        observability.WithTracing(tracing => tracing.AddProcessor(spans));
        configure?.Invoke(observability);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new ObservedService(host, spans, logs, connectionString);
    }

    /// <summary>Runs work as the only one of a new trace.</summary>
    /// <returns>The spans of its commands as exact text, and its measurements. What opening a connection leaves is left out.</returns>
    public async Task<(string Spans, IReadOnlyList<string> Measurements)> ObserveAsync(Func<NpgsqlConnection, Task> work)
    {
        await using var connection = await DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var trace = await TraceAsync(() => work(connection));
        return (Render(Spans(trace).Where(span => !span.OperationName.StartsWith("CONNECT", StringComparison.Ordinal))), _measurements.Of(trace));
    }

    public IReadOnlyList<Activity> Spans(ActivityTraceId trace) => _spans.Of(trace);

    /// <summary>The spans of a connection of this service, in whatever traces they are.</summary>
    public IReadOnlyList<Activity> Spans(NpgsqlConnection connection) =>
        _spans.Of(span => Equals(span.GetTagItem("db.npgsql.connection_id"), connection.ProcessID) && Equals(span.GetTagItem("db.namespace"), connection.Database));

    /// <summary>Name, status and text of the spans of a trace in the moment in which the exporter got them.</summary>
    public IReadOnlyList<string?> SpansAtTheirEnd(ActivityTraceId trace) => _spans.AtTheirEnd(trace);

    public IReadOnlyList<string> Measurements(ActivityTraceId trace) => _measurements.Of(trace);

    /// <summary>The trace under which the work ran.</summary>
    public static async Task<ActivityTraceId> TraceAsync(Func<Task> work, bool sampled = true)
    {
        Activity.Current = null;
        using var root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C);
        root.ActivityTraceFlags = sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
        root.Start();
        await work();
        return root.TraceId;
    }

    /// <summary>The attributes that are the same for every command of a service are checked here and left out; <see cref="SpanTree"/> shows the rest.</summary>
    public static string Render(IEnumerable<Activity> spans)
    {
        var all = spans.ToList();
        foreach (var span in all)
        {
            span.GetTagItem("db.system.name").ShouldBe("postgresql");
            span.GetTagItem("server.address").ShouldBe("127.0.0.1");
            var database = span.GetTagItem("db.namespace").ShouldBeOfType<string>();
            span.GetTagItem("db.client.connection.pool.name").ShouldBe($"{database}@127.0.0.1:{span.GetTagItem("server.port")}");
            span.GetTagItem("db.npgsql.connection_id").ShouldBeOfType<int>();
            foreach (var tag in (ReadOnlySpan<string>)["db.system.name", "server.address", "server.port", "db.namespace", "db.client.connection.pool.name", "db.npgsql.connection_id"])
                span.SetTag(tag, null);
        }

        return SpanTree.Render(all);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        _measurements.Dispose();
    }
}

using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Takumi.Observability.Testing;
using Takumi.Observability.Tests.Hosting;
using Takumi.Observability.Tests.Redaction;

namespace Takumi.Observability.Tests.Logging;

/// <summary>What the console shows, to the letter.</summary>
public sealed class JsonConsoleTests
{
    private const string Head = """{"timestamp":"2026-01-01T00:00:00.000Z","level":"info","service":"shop","environment":"Development","version":"1.4.0",""";

    [Fact]
    public async Task A_record_is_one_line_with_who_speaks_where_and_what_was_said()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        Line(host, logger => logger.LogInformation("Sold {Count} of {Item} for {Price}, gift {Gift}", 3, "Küche\n<b>", 10.50m, true)).ShouldBe(
            Head + $$"""
            "message":"Sold 3 of Küche\n<b> for 10.50, gift True","category":"Shop","traceId":"{{activity.TraceId}}","spanId":"{{activity.SpanId}}","Count":3,"Item":"Küche\n<b>","Price":10.50,"Gift":true}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_the_framework_says_of_a_request_has_the_catalogues_names_and_each_stands_once()
    {
        await using var host = await StartAsync();
        Activity.Current = null;

        Line(
            host,
            logger => logger.LogInformation("{Method} {Path} {StatusCode} {ElapsedMilliseconds} {UserId}", "GET", "/orders", 200, 1.5, "u-7"),
            [new("RequestId", "r-1"), new("RequestPath", "/orders"), new("service", "forged")]).ShouldBe(
            Head + """
            "message":"GET /orders 200 1.5 u-7","category":"Shop","requestId":"r-1","path":"/orders","method":"GET","statusCode":200,"duration_ms":1.5,"userId":"u-7"}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Nothing_secret_stands_in_a_line()
    {
        await using var host = await StartAsync();
        Activity.Current = null;

        var line = Line(
            host,
            logger => logger.LogError(new InvalidOperationException("password=hunter2"), "Login of {Email} with {Password}", "ada@example.com", "hunter2"),
            [new("ApiKey", "hunter2")]);

        line.ShouldNotContain("hunter2");
        var json = JsonDocument.Parse(line).RootElement;
        json.EnumerateObject().Select(member => member.Name).ShouldBe(["timestamp", "level", "service", "environment", "version", "message", "category", "ApiKey", "exception", "Email", "Password"]);
        json.GetProperty("level").GetString().ShouldBe("error");
        json.GetProperty("message").GetString().ShouldBe("Login of a***@example.com with [redacted]");
        json.GetProperty("exception").GetString().ShouldBe("System.InvalidOperationException: password=[redacted]");
    }

    [Fact]
    public async Task An_audit_record_keeps_its_evidence()
    {
        await using var host = await StartAsync();
        var state = new List<KeyValuePair<string, object?>> { new("stellarAddress", Samples.Account), new("{OriginalFormat}", "[AUDIT] {event}") };

        Write(host, new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Takumi.Observability.Audit", default, state, null, static (_, _) => "[AUDIT] claimed"))
            .ShouldContain($"\"stellarAddress\":\"{Samples.Account}\"");
    }

    [Fact]
    public async Task A_value_that_throws_leaves_a_whole_line()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        static string Fail(string state, Exception? exception) => throw new InvalidOperationException("on purpose");

        Write(host, new LogEntry<string>(LogLevel.Information, "Shop", default, "", null, Fail)).ShouldBe(Head + "\"message\":\"[redaction-failed]\",\"category\":\"Shop\"}\n");
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trace")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Critical, "error")]
    public async Task Each_level_has_its_name(LogLevel level, string name)
    {
        await using var host = await StartAsync();

        Line(host, logger => logger.Log(level, "x")).ShouldContain($"\"level\":\"{name}\"");
    }

    [Fact]
    public async Task The_console_logger_uses_it()
    {
        await using var host = await StartAsync();

        host.Get<IOptions<ConsoleLoggerOptions>>().Value.FormatterName.ShouldBe(Formatter(host).Name);
        host.Services.GetServices<ILoggerProvider>().OfType<ConsoleLoggerProvider>().ShouldHaveSingleItem();
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        builder => builder.AddJsonConsole(),
        options => (options.ServiceName, options.ServiceVersion) = ("shop", "1.4.0"),
        services => services.AddSingleton<TimeProvider>(new ManualTimeProvider()));

    private static ConsoleFormatter Formatter(TestHost host) => host.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == "takumi-json");

    private static string Line(TestHost host, Action<ILogger> log, KeyValuePair<string, object?>[]? scope = null)
    {
        var logger = new Forwarding(host, new LoggerExternalScopeProvider());
        using (scope is null ? null : logger.BeginScope(scope))
            log(logger);
        return logger.Written;
    }

    private static string Write<TState>(TestHost host, LogEntry<TState> entry, IExternalScopeProvider? scopes = null)
    {
        using var text = new StringWriter();
        Formatter(host).Write(entry, scopes, text);
        return text.ToString();
    }

    /// <summary>What ConsoleLogger does, without the console.</summary>
    private sealed class Forwarding(TestHost host, LoggerExternalScopeProvider scopes) : ILogger
    {
        public string Written { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written = Write(host, new LogEntry<TState>(logLevel, "Shop", eventId, state, exception, formatter), scopes);
    }
}

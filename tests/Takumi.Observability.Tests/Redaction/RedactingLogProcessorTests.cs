using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.Redaction;

public sealed class RedactingLogProcessorTests : IDisposable
{
    private readonly CapturingExporter<LogRecord, Exported> _exporter = new(Exported.Read);
    private readonly List<Exception> _failures = [];
    private readonly ServiceProvider _services;
    private readonly ILogger _logger;

    public RedactingLogProcessorTests()
    {
        var policy = new RedactionPolicy(new RedactionOptions(), _failures.Add);
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
                options.AddProcessor(new RedactingLogProcessor(policy));
                options.AddProcessor(new SimpleLogRecordExportProcessor(_exporter));
            }))
            .AddSingleton<ILoggerProvider>(services => new ScopeRedactingLoggerProvider(services, policy))
            .BuildServiceProvider();
        _logger = _services.GetRequiredService<ILoggerFactory>().CreateLogger("test");
    }

    private Exported Record => _exporter.Exported.ShouldHaveSingleItem();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void A_value_that_only_its_name_gives_away_is_masked_in_the_message_too()
    {
        _logger.LogInformation("Login of {User} with {Password,-12}| took {Elapsed:F1} ms {{x}}", "user@example.com", "hunter2", 12.345);

        Record.Message.ShouldBe("Login of u***@example.com with [redacted]  | took 12.3 ms {x}");
        Record.Body.ShouldBe("Login of {User} with {Password,-12}| took {Elapsed:F1} ms {{x}}");
        Record.Attributes.ShouldBe(
        [
            new("User", "u***@example.com"), new("Password", "[redacted]"), new("Elapsed", 12.345),
            new("{OriginalFormat}", "Login of {User} with {Password,-12}| took {Elapsed:F1} ms {{x}}"),
        ]);
    }

    [Fact]
    public void Each_text_of_a_record_is_looked_at_once()
    {
        var looked = new List<string>();
        var redaction = new RedactionOptions();
        redaction.Shapes.Add(new Watching(looked));
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.AddProcessor(new RedactingLogProcessor(new RedactionPolicy(redaction)));
            }))
            .BuildServiceProvider();

        services.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogInformation("Sold {Item}", "tea");

        looked.ShouldBe(["tea", "Sold {Item}", "Sold tea"]);
    }

    [Fact]
    public void The_same_hole_twice_keeps_both_values()
    {
        _logger.LogInformation("{Mail} to {Mail} {Token}", "a@example.com", "b@example.com", "x");

        Record.Message.ShouldBe("a***@example.com to b***@example.com [redacted]");
    }

    [Fact]
    public void Lists_and_nulls_are_rendered_as_logging_renders_them()
    {
        _logger.LogInformation("{Mails} {Nothing} {Secret}", new[] { "a@example.com", "b" }, null, "x");

        Record.Message.ShouldBe("a***@example.com, b (null) [redacted]");
    }

    [Fact]
    public void A_key_before_a_hole_keeps_the_template()
    {
        _logger.LogInformation("token={Count} password={Password}", 3, "hunter2");

        Record.Message.ShouldBe("token=[redacted] password=[redacted]");
        Record.Body.ShouldBe("token={Count} password={Password}");
    }

    [Fact]
    public void A_template_that_was_interpolated_is_redacted()
    {
        var password = "hunter2";
#pragma warning disable CA2254 // The mistake that this test is about.
        _logger.LogInformation($"password={password} of user@example.com");
#pragma warning restore CA2254

        Record.Message.ShouldBe("password=[redacted] of u***@example.com");
        Record.Body.ShouldBe("password=[redacted] of u***@example.com");
        Record.Attributes.ShouldBe([new("{OriginalFormat}", "password=[redacted] of u***@example.com")]);
    }

    [Fact]
    public void A_message_without_a_template_loses_the_raw_values()
    {
        _logger.Log(LogLevel.Information, default, new Dictionary<string, object?> { ["Password"] = "hunter2" }, null, (state, _) => $"used {state["Password"]}!");

        Record.Message.ShouldBe("used [redacted]!");
        Record.Body.ShouldBe("used [redacted]!");
        Record.Attributes.ShouldBe([new("Password", "[redacted]")]);
    }

    [Fact]
    public void An_exception_with_a_secret_becomes_attributes()
    {
        _logger.LogError(new InvalidOperationException("outer", new ArgumentException("password=hunter2")), "failed");

        Record.Exception.ShouldBeNull();
        Record.Attributes.ShouldBe(
        [
            new("{OriginalFormat}", "failed"),
            new("exception.type", "InvalidOperationException"),
            new("exception.message", "outer"),
            new("exception.stacktrace", $"System.InvalidOperationException: outer{Environment.NewLine} ---> System.ArgumentException: password=[redacted]{Environment.NewLine}   --- End of inner exception stack trace ---"),
        ]);
    }

    [Fact]
    public void A_clean_exception_stays()
    {
        var exception = new InvalidOperationException("nothing to hide");
        _logger.LogError(exception, "failed");

        Record.Exception.ShouldBeSameAs(exception);
        Record.Attributes.ShouldBe([new("{OriginalFormat}", "failed")]);
    }

    [Fact]
    public void Scopes_are_redacted()
    {
        using (_logger.BeginScope("for user@example.com"))
        using (_logger.BeginScope("job {Id} {Password}", 7, "hunter2"))
        using (_logger.BeginScope(new Dictionary<string, object?> { ["api_key"] = "hunter2", ["tenant"] = 3 }))
            _logger.LogInformation("hello");

        Record.Scopes.ShouldBe(
        [
            new("", "for u***@example.com"),
            new("Id", 7), new("Password", "[redacted]"), new("{OriginalFormat}", "job {Id} {Password}"),
            new("api_key", "[redacted]"), new("tenant", 3),
        ]);
    }

    [Fact]
    public void A_record_whose_code_throws_is_dropped_and_counted()
    {
        _logger.Log<object>(LogLevel.Warning, default, new ThrowingList(), null, (_, _) => "hunter2");

        Record.ShouldBe(Record with { Message = "[redaction-failed]", Body = "[redaction-failed]", Exception = null });
        Record.Attributes.ShouldBeEmpty();
        _failures.Single().Message.ShouldBe("thrown on purpose");
    }

    [Fact]
    public void A_clean_record_costs_no_allocation()
    {
        using var processor = new RedactingLogProcessor(new RedactionPolicy(new RedactionOptions()));
        LogRecord? record = null;
        using var provider = new ServiceCollection()
            .AddLogging(logging => logging.AddOpenTelemetry(options => options.AddProcessor(new Hold(data => record = data, processor))))
            .BuildServiceProvider();
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("x").LogInformation("Profile {Id} created in {Elapsed} ms", "p-42", 12);

        record.ShouldNotBeNull();
    }

    private sealed class Hold(Action<LogRecord> seen, RedactingLogProcessor processor) : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            seen(data);

            // FormattedLogValues boxes and formats on every read; what it allocates by itself is taken off.
            var reading = Allocations.Of(() =>
            {
                for (var i = 0; i < data.Attributes!.Count; i++)
                    _ = data.Attributes[i];
            });
            Allocations.Of(() => processor.OnEnd(data)).ShouldBe(reading);
        }
    }

    // The SDK reads it once, looking for the template.
    private sealed class ThrowingList : List<KeyValuePair<string, object?>>, IReadOnlyList<KeyValuePair<string, object?>>
    {
        private int _reads;

        int IReadOnlyCollection<KeyValuePair<string, object?>>.Count => 1;

        KeyValuePair<string, object?> IReadOnlyList<KeyValuePair<string, object?>>.this[int index] =>
            _reads++ == 0 ? new("Password", "hunter2") : throw new InvalidOperationException("thrown on purpose");
    }

    private sealed record Exported(
        string? Message, string? Body, KeyValuePair<string, object?>[] Attributes, Exception? Exception, KeyValuePair<string, object?>[] Scopes)
    {
        public static Exported Read(LogRecord record)
        {
            var scopes = new List<KeyValuePair<string, object?>>();
            record.ForEachScope((scope, list) =>
            {
                foreach (var item in scope)
                    list.Add(item);
            }, scopes);
            return new(record.FormattedMessage, record.Body, [.. record.Attributes ?? []], record.Exception, [.. scopes]);
        }
    }

    private sealed class Watching(List<string> looked) : IShapeDetector
    {
        public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
        {
            looked.Add(text.ToString());
            match = default;
            return false;
        }
    }
}

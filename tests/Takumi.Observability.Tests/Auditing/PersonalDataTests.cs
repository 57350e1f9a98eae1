using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Auditing;

/// <summary>What is classified as personal leaves an event before anything but the sealing sink can see it.</summary>
public sealed class PersonalDataTests
{
    private static readonly AuditEvent s_login = new()
    {
        Event = "login", Resource = "session", Action = "create", Result = AuditResult.Success, UserId = "u-7", ResourceId = "s-1", OnBehalfOf = "org-2",
        Ip = "198.51.100.7", UserAgent = "curl/8",
        Metadata = new Dictionary<string, object?> { ["email"] = "ann@example.com", ["age"] = 41, ["course"] = "c-1" },
    };

    [Fact]
    public async Task Sinks_and_logs_are_given_what_remains()
    {
        var sink = new KeepingSink();
        await using var host = await StartAsync(sink, "ip", "metadata.email", "metadata.age");

        host.Get<IAuditLog>().Record(s_login);

        var record = sink.Records.ShouldHaveSingleItem();
        record.Event.Ip.ShouldBeNull();
        record.Event.UserAgent.ShouldBe("curl/8");
        record.Event.Metadata.ShouldBe(new Dictionary<string, object?> { ["course"] = "c-1" });
        record.Personal!.Subject.ShouldBe("u-7");
        record.Personal.Values.ShouldBe(new Dictionary<string, object> { ["ip"] = "198.51.100.7", ["metadata.email"] = "ann@example.com", ["metadata.age"] = 41 }, ignoreOrder: true);
        record.ToString().ShouldNotContain("ann@");
        record.Personal.ToString().ShouldBe("[redacted]");

        var log = host.Logs.Logs.Where(log => log.Category == "Takumi.Observability.Audit").ShouldHaveSingleItem();
        log.Values["ip"].ShouldBe("[redacted]");
        log.Values["metadata.email"].ShouldBe("[redacted]");
        log.Values["metadata.age"].ShouldBe("[redacted]");
        log.Values["metadata.course"].ShouldBe("c-1");
        log.Values["userAgent"].ShouldBe("curl/8");
    }

    [Fact]
    public async Task The_subject_chooses_the_key_and_is_written_nowhere()
    {
        var sink = new KeepingSink();
        await using var host = await StartAsync(sink, "ip", "onBehalfOf", "resourceId", "userAgent", "metadata.*");

        host.Get<IAuditLog>().Record(s_login with { Subject = "u-8" });
        host.Get<IAuditLog>().Record(s_login with { UserId = null });
        host.Get<IAuditLog>().Record(s_login with { UserId = "", Subject = "" });
        host.Get<IAuditLog>().Record(s_login with { Subject = "" });
        host.Get<IAuditLog>().Record(s_login with { Ip = null, UserAgent = null, Metadata = null, OnBehalfOf = null, ResourceId = null, Subject = "u-9" });

        sink.Records.Select(record => record.Personal?.Subject).ShouldBe(["u-8", "~nobody/2026-03", "~nobody/2026-03", "u-7", null]);
        sink.Records.ShouldAllBe(record => record.Event.Subject == null && record.Event.Metadata == null);
        sink.Records[0].Personal!.Values.Keys.Order().ShouldBe(["ip", "metadata.age", "metadata.course", "metadata.email", "onBehalfOf", "resourceId", "userAgent"]);
        host.Logs.Logs.SelectMany(log => log.Values.Values).ShouldNotContain("u-8");
    }

    [Fact]
    public async Task Without_classification_an_event_stays_whole_but_for_its_subject()
    {
        var sink = new KeepingSink();
        await using var host = await TestHost.StartAsync(before: services => services.AddSingleton<IAuditSink>(sink));

        host.Get<IAuditLog>().Record(s_login with { Subject = "u-8", Metadata = null });

        var record = sink.Records.ShouldHaveSingleItem();
        record.Event.ShouldBe(s_login with { Metadata = null });
        record.Personal.ShouldBeNull();
    }

    private static Task<TestHost> StartAsync(IAuditSink sink, params string[] personal) => TestHost.StartAsync(before: services => services
        .AddSingleton<TimeProvider>(new ManualTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero)))
        .AddSingleton<IAuditClassifier>(new Names(personal))
        .AddSingleton(sink));

    private sealed class Names(string[] names) : IAuditClassifier
    {
        public bool IsPersonal(string member) => names.Contains(member) || (names.Contains("metadata.*") && member.StartsWith("metadata.", StringComparison.Ordinal));
    }

    private sealed class KeepingSink : IAuditSink
    {
        public List<AuditRecord> Records { get; } = [];

        public ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool TryWrite(AuditRecord record)
        {
            Records.Add(record);
            return true;
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>What a command's span and measurement say.</summary>
public sealed class CommandSpanTests : IDisposable
{
    private readonly ActivityRecorder _spans = new(CommandRecorder.SourceName);
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly Workbench _workbench = new();

    [Fact]
    public void A_span_has_exactly_the_attributes_of_the_conventions()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("HGETALL") { Db = 3 });
        _workbench.Tick();

        SpanTree.Render(_spans.Trace(root)).ShouldBe(
            """
            HGETALL (client)
              - db.namespace: 3
              - db.operation.name: HGETALL
              - db.system.name: redis
              - server.address: cache.internal
              - server.port: 6380

            """);
    }

    [Fact]
    public void A_span_has_the_commands_own_times_and_its_callers_context()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("GET") { ElapsedTime = TimeSpan.FromTicks(12_345) });
        _workbench.Tick();

        var span = _spans.Trace(root).ShouldHaveSingleItem();
        (span.StartTimeUtc, span.Duration).ShouldBe((FakeCommand.Created, TimeSpan.FromTicks(12_345)));
        (span.ParentSpanId, span.HasRemoteParent, span.Status).ShouldBe((root.SpanId, false, ActivityStatusCode.Unset));
        span.Source.Name.ShouldBe("Takumi.Observability.Redis");
        Activity.Current.ShouldBe(root);
    }

    [Fact]
    public void A_command_of_no_database_has_no_namespace()
    {
        Of(new FakeCommand("CONFIG") { Db = -1 }).Keys.ShouldBe(["db.system.name", "db.operation.name", "server.address", "server.port"]);
        Of(new FakeCommand("GET") { Db = 900 })["db.namespace"].ShouldBe("900");
    }

    public static TheoryData<EndPoint, string, int?> EndPoints => new()
    {
        { new DnsEndPoint("a.example", 6379), "a.example", 6379 },
        { new IPEndPoint(IPAddress.Loopback, 7000), "127.0.0.1", 7000 },
        { new IPEndPoint(IPAddress.IPv6Loopback, 7000), "::1", 7000 },
        { new UnixDomainSocketEndPoint("/run/redis.sock"), "/run/redis.sock", null },
    };

    [Theory]
    [MemberData(nameof(EndPoints), DisableDiscoveryEnumeration = true)]
    public void A_server_is_named_by_its_end_point(EndPoint endPoint, string address, int? port)
    {
        var tags = Of(new FakeCommand("GET") { EndPoint = endPoint });

        (tags["server.address"], tags.GetValueOrDefault("server.port")).ShouldBe((address, (object?)port));
    }

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("json.set", "json.set")]
    [InlineData("FT.SEARCH", "FT.SEARCH")]
    [InlineData("SET user:7 hunter2", "_OTHER")]
    [InlineData("GET\r\nhunter2", "_OTHER")]
    [InlineData("", "_OTHER")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "_OTHER")]
    public void What_is_no_commands_name_does_not_leave_the_process(string command, string operation)
    {
        var tags = Of(new FakeCommand(command));

        tags["db.operation.name"].ShouldBe(operation);
        JsonSerializer.Serialize(tags).ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_command_is_measured_by_its_name_and_nothing_else()
    {
        using var root = _spans.StartTrace();
        var name = NewName();
        _workbench.Execute(new FakeCommand(name) { ElapsedTime = TimeSpan.FromMilliseconds(250) });
        _workbench.Tick();

        var measurement = _measurements.Of("redis.command.duration", ("command", name)).ShouldHaveSingleItem();
        measurement.Value.ShouldBe(0.25);
        measurement.Tags.Keys.ShouldBe(["command"]);
    }

    [Fact]
    public void Commands_of_a_span_that_is_not_recorded_are_measured_and_leave_no_span()
    {
        using var root = _spans.StartTrace();
        root.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        var name = NewName();
        _workbench.Execute(new FakeCommand(name));
        _workbench.Tick();

        _spans.Trace(root).ShouldBeEmpty();
        _measurements.Of("redis.command.duration", ("command", name)).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_command_without_a_span_around_it_is_the_root_of_a_trace()
    {
        Activity.Current = null;
        var name = NewName();
        _workbench.Execute(new FakeCommand(name));
        using var flush = _spans.StartTrace();
        _workbench.Collector.Drain();

        var span = _spans.Stopped.Where(span => span.DisplayName == name).ShouldHaveSingleItem();
        (span.ParentSpanId, span.TraceId == flush.TraceId).ShouldBe((default, false));
        Activity.Current.ShouldBe(flush);
    }

    [Fact]
    public void Muted_work_leaves_neither_span_nor_measurement()
    {
        using var root = _spans.StartTrace();
        using (TakumiTelemetry.Mute())
            _workbench.Begin().ShouldBeNull();

        _workbench.Begin().ShouldNotBeNull();
    }

    public void Dispose()
    {
        _workbench.Dispose();
        _measurements.Dispose();
        _spans.Dispose();
    }

    private static string NewName() => "T" + Guid.NewGuid().ToString("N");

    private Dictionary<string, object?> Of(FakeCommand command)
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(command);
        _workbench.Tick();
        return _spans.Trace(root).ShouldHaveSingleItem().TagObjects.ToDictionary();
    }
}

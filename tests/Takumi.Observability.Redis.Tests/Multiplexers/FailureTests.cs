using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Multiplexers;

/// <summary>Connection state and errors, from the multiplexer's public events. Alone: neither metric has a label that would be this test's own.</summary>
[Collection(AloneCollection.Name)]
public sealed class FailureTests
{
    private static readonly EndPoint s_server = new DnsEndPoint("cache.internal", 6379);

    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();

    [Theory]
    [InlineData(ConnectionFailureType.SocketFailure, "connection")]
    [InlineData(ConnectionFailureType.SocketClosed, "connection")]
    [InlineData(ConnectionFailureType.UnableToConnect, "connection")]
    [InlineData(ConnectionFailureType.AuthenticationFailure, "authentication")]
    [InlineData(ConnectionFailureType.Loading, "server")]
    [InlineData(ConnectionFailureType.ProtocolFailure, "other")]
    public Task A_connection_that_failed_is_counted_by_what_failed(ConnectionFailureType type, string label) =>
        IsCounted("ConnectionFailed", Failure(type, new IOException("gone")), label);

    [Fact]
    public Task A_connection_that_timed_out_is_a_timeout() =>
        IsCounted("ConnectionFailed", Failure(ConnectionFailureType.UnableToConnect, new IOException("gone", new SocketException((int)SocketError.TimedOut))), "timeout");

    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", "server")]
    [InlineData("NOAUTH Authentication required.", "authentication")]
    [InlineData("NOPERM this user has no permissions", "authentication")]
    public Task A_servers_error_is_counted(string message, string label) => IsCounted("ErrorMessage", new RedisErrorEventArgs(this, s_server, message), label);

    [Fact]
    public Task An_internal_error_is_counted_as_other() =>
        IsCounted("InternalError", new InternalErrorEventArgs(this, s_server, ConnectionType.Interactive, new InvalidOperationException("x"), "y"), "other");

    [Fact]
    public async Task A_connection_that_was_closed_on_purpose_is_no_error()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await StartAsync();
        _redis.Raise("ConnectionFailed", Failure(ConnectionFailureType.ConnectionDisposed, new ObjectDisposedException("x")));

        measurements.Of("redis.errors").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_gauge_says_whether_all_are_connected_until_the_host_is_gone()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        var second = FakeMultiplexer.Create();
        await using (var host = await StartAsync())
        {
            second.Multiplexer.UseTakumiObservability(host.Services);
            measurements.Observe();
            second.IsConnected = false;
            measurements.Observe();
        }

        measurements.Observe();
        measurements.Of("redis.connected").Select(one => (one.Value, one.Tags.Count)).ShouldBe([(1, 0), (0, 0)]);
    }

    private async Task IsCounted(string @event, EventArgs arguments, string label)
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await StartAsync();
        _redis.Raise(@event, arguments);

        var error = measurements.Of("redis.errors").ShouldHaveSingleItem();
        error.Value.ShouldBe(1);
        error.Tags.ShouldBe([new("type", label)]);
    }

    private ConnectionFailedEventArgs Failure(ConnectionFailureType type, Exception exception) => new(this, s_server, ConnectionType.Interactive, type, exception, "x");

    private Task<RedisHost> StartAsync() => RedisHost.StartAsync(before: services => services.AddSingleton<IConnectionMultiplexer>(_redis.Multiplexer));
}

using Microsoft.Extensions.Options;
using Takumi.Observability.Testing.Recording;
using static Takumi.Observability.Tests.Exposition.ListenerHost;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>What the listener says when it starts, and what stops its start.</summary>
public sealed class ScrapeListenerStartTests
{
    [Fact]
    public async Task A_taken_port_stops_the_start_with_one_clear_message()
    {
        using var first = await StartAsync("Exposition.Tests.None");
        var port = Listener(first).EndPoint!.Port;

        var exception = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync("Exposition.Tests.None", o => o.Port = port));

        exception.Message.ShouldBe($"The Prometheus listener can't listen on 127.0.0.1:{port}: Address already in use. Set PrometheusListenerOptions.Address or .Port.");
    }

    [Theory]
    [InlineData("Port", "PrometheusListenerOptions.Port is '70000'; allowed: 0 (any free port) to 65535.")]
    [InlineData("Path", "PrometheusListenerOptions.Path is 'metrics'; allowed: a path that begins with / and has no query.")]
    [InlineData("MaxConnections", "PrometheusListenerOptions.MaxConnections is '0'; allowed: 1 to 1000.")]
    [InlineData("ClientTimeout", "PrometheusListenerOptions.ClientTimeout is '00:00:00'; allowed: more than zero and at most one hour.")]
    [InlineData("Address", "PrometheusListenerOptions.Address is 'null'; allowed: an IP address of this machine.")]
    public async Task An_option_that_cannot_be_used_stops_the_start(string option, string message)
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync("Exposition.Tests.None", o =>
        {
            switch (option)
            {
                case "Port": o.Port = 70000; break;
                case "Path": o.Path = "metrics"; break;
                case "MaxConnections": o.MaxConnections = 0; break;
                case "ClientTimeout": o.ClientTimeout = TimeSpan.Zero; break;
                default: o.Address = null!; break;
            }
        }));

        exception.Message.ShouldBe(message);
    }

    [Fact]
    public async Task The_address_is_told_by_the_log()
    {
        using var logs = new CapturingLoggerProvider();
        using var host = await StartAsync("Exposition.Tests.None", o => o.Path = "/m", logs);

        logs.Logs.ShouldContain(log => log.Message == $"Prometheus metrics are served on http://{Listener(host).EndPoint}/m");
    }
}

using System.Net;
using System.Net.Sockets;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Testing;

/// <summary>Ports that tests give to servers.</summary>
public sealed class LoopbackPortTests
{
    [Fact]
    public void No_port_is_given_twice_and_none_that_somebody_listens_on()
    {
        var ports = Enumerable.Range(0, 200).Select(_ => LoopbackPort.Next()).ToList();

        ports.ShouldBeUnique();
        foreach (var port in ports)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    [Fact]
    public void No_connection_is_given_one_by_the_system()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The system's range is read from /proc, which only Linux has.");
        var firstOfTheSystem = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);

        LoopbackPort.Next().ShouldBeLessThan(firstOfTheSystem);
    }
}

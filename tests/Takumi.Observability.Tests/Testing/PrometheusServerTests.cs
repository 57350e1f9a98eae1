using System.Net;
using System.Net.Sockets;
using System.Text;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Tests.Testing;

/// <summary>A real Prometheus scrapes a page of the test and answers PromQL about it.</summary>
public sealed class PrometheusServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_page_shows_comes_back_by_promql()
    {
        PrometheusServer.Require();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "# TYPE orders_total counter\norders_total{kind=\"book\"} 3\norders_total{kind=\"pen\"} +Inf\n");
        await using (var prometheus = await PrometheusServer.StartAsync([new ScrapeTarget("shop", new Uri($"http://{listener.LocalEndpoint}/metrics"))], Cancellation))
        {
            await prometheus.WaitForScrapesAsync("shop", 1, Cancellation);

            var sample = (await prometheus.QueryAsync("orders_total{kind='book'}", Cancellation)).ShouldHaveSingleItem();
            sample.Value.ShouldBe(3);
            sample.Labels.ShouldBe(
                new Dictionary<string, string> { ["__name__"] = "orders_total", ["instance"] = $"{listener.LocalEndpoint}", ["job"] = "shop", ["kind"] = "book" },
                ignoreOrder: true);
            (await prometheus.QueryAsync("orders_total{kind='pen'}", Cancellation)).ShouldHaveSingleItem().Value.ShouldBe(double.PositiveInfinity);
            (await prometheus.QueryAsync("scalar(orders_total{kind='book'}) * 2", Cancellation)).ShouldHaveSingleItem().Value.ShouldBe(6);
            (await prometheus.QueryExemplarsAsync("orders_total", Cancellation)).ShouldBeEmpty();
            (await Should.ThrowAsync<InvalidOperationException>(() => prometheus.QueryAsync("orders_total{", Cancellation))).Message.ShouldContain("parse error");
        }

        listener.Stop();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, string page)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancellation);
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 })
                {
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: {page.Length}\r\n\r\n{page}"), Cancellation);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The listener was stopped: the test is over.
        }
    }
}

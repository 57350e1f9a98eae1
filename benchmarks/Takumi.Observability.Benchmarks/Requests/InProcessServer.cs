using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>A server without a network: hands requests to the application as Kestrel would, so that what is measured is the application's side of a request.</summary>
internal sealed class InProcessServer : IServer
{
    private static readonly IPAddress s_client = IPAddress.Parse("192.0.2.7");

    private Func<Task<int>> _send = () => throw new InvalidOperationException("The server has not started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Sends one request through the whole pipeline and returns its status code.</summary>
    public Task<int> SendAsync() => _send();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _send = async () =>
        {
            var features = NewRequest();
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception exception)
            {
                application.DisposeContext(context, exception);
                throw;
            }

            return features.GetRequiredFeature<IHttpResponseFeature>().StatusCode;
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private static FeatureCollection NewRequest()
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = "POST",
            Protocol = "HTTP/1.1",
            Scheme = "http",
            Path = "/profiles/4711",
            Headers = new HeaderDictionary
            {
                ["Host"] = "takumi.example:8080",
                ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            },
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = s_client, RemotePort = 50_000 });
        return features;
    }
}

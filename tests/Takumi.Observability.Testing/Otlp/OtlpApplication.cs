using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>Hands Kestrel's requests to one function, with nothing in between.</summary>
internal sealed class OtlpApplication(Func<HttpContext, Task> receive) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await receive(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The receiver is closing, or the client went away: there is nobody left to answer.
            context.Abort();
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}

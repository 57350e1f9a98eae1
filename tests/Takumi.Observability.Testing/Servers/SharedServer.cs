namespace Takumi.Observability.Testing.Servers;

/// <summary>One server for the tests of a class, a collection or an assembly: an xunit fixture (<c>IClassFixture&lt;SharedServer&lt;PostgresServer&gt;&gt;</c>).</summary>
/// <remarks>It starts with the first test that asks for it, inside that test, so that an absent program skips the tests that need it and no others.</remarks>
public sealed class SharedServer<TServer> : IAsyncDisposable where TServer : class, IServer<TServer>
{
    private readonly SemaphoreSlim _gate = new(1);
    private TServer? _server;

    public async Task<TServer> GetAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _server ??= await TServer.StartAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _gate.Dispose();
    }
}

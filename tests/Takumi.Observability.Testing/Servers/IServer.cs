namespace Takumi.Observability.Testing.Servers;

/// <summary>A server that tests can start without saying anything about it.</summary>
public interface IServer<TSelf> : IAsyncDisposable where TSelf : IServer<TSelf>
{
    /// <summary>Starts one that is ready to use; ends the running test as skipped or failed when the machine doesn't have the program.</summary>
    static abstract Task<TSelf> StartAsync(CancellationToken cancellationToken);
}

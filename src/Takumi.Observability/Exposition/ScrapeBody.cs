using Takumi.Observability.Exposition.Formatting;

namespace Takumi.Observability.Exposition;

/// <summary>
/// One response body and everybody who is going to send it. Its memory goes back to the pool when the last of them has let go.
/// </summary>
internal sealed class ScrapeBody
{
    private readonly TaskCompletionSource<string?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExpositionBuffer? _buffer;

    // The collection that produces the body holds it too, until it is done.
    private int _holders = 1;

    /// <summary>Completes when the body is there, with null, or when it never will be, with the reason.</summary>
    public Task<string?> Ready => _ready.Task;

    /// <summary>The bytes; only for a holder, and after <see cref="Ready"/> gave null.</summary>
    public ExpositionBuffer Buffer => _buffer ?? throw new InvalidOperationException("The scrape's body is not there.");

    /// <summary>Only while somebody else holds the body.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _buffer?.Dispose();
    }

    public void Complete(ExpositionBuffer buffer)
    {
        _buffer = buffer;
        _ready.SetResult(null);
    }

    /// <summary>Ends the wait without a body; does nothing when the body is there.</summary>
    public void Fail(string reason) => _ready.TrySetResult(reason);
}

using System.Diagnostics;

namespace Takumi.Observability.Testing;

/// <summary>Waits for something that another process or thread brings about, by asking again until it is so.</summary>
/// <remarks>The limit is there so that a hung test ends with a sentence; it is generous, and no test asserts on the time taken.</remarks>
public static class Poll
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as <paramref name="condition"/> holds.</summary>
    /// <param name="condition">Asked at once and then every 20 ms.</param>
    /// <param name="waitingFor">Says, at the moment of giving up, what was waited for and what was there instead.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="TimeoutException">The condition did not hold within <see cref="Limit"/>.</exception>
    public static async Task UntilAsync(Func<CancellationToken, Task<bool>> condition, Func<string> waitingFor, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
                throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s for {waitingFor()}");

            await Task.Delay(s_pause, cancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{CancellationToken, Task{bool}}, Func{string}, CancellationToken)"/>
    public static Task UntilAsync(Func<bool> condition, Func<string> waitingFor, CancellationToken cancellationToken = default) =>
        UntilAsync(_ => Task.FromResult(condition()), waitingFor, cancellationToken);
}

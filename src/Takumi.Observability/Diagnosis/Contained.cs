using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Diagnosis;

/// <summary>Calls code of the application in a place where its exception must not reach a request: contained, and told once a callback.</summary>
internal sealed class Contained(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<Type, bool> _told = new();

    public TResult Call<TCallback, TState, TResult>(TCallback callback, TState state, Func<TCallback, TState, TResult> call, TResult fallback)
        where TCallback : notnull
    {
        try
        {
            return call(callback, state) ?? fallback;
        }
        catch (Exception exception)
        {
            if (_told.TryAdd(callback.GetType(), true))
                Tell(callback.GetType(), exception);
            return fallback;
        }
    }

    private void Tell(Type callback, Exception exception)
    {
        try
        {
            loggers.CreateLogger("Takumi.Observability").LogWarning(exception, "{Callback} threw and is passed over. This is told once.", callback);
        }
        catch (Exception)
        {
            // A logger threw as well: there is nobody left to tell.
        }
    }
}

namespace Takumi.Observability.Tracing;

/// <summary>
/// Runs a body inside a span, once for every shape that a body may have. A body that ends synchronously costs no state machine;
/// one that suspends is followed by an async method, so that the span has ended before the caller's await returns.
/// A body that returns no task has ended: the caller gets that null as if there were no helper.
/// </summary>
internal static class SpanRunner
{
    public static void Run<TSpan, TState>(TSpan span, TState state, Action<TSpan, TState> body)
        where TSpan : struct, IRunnableSpan
    {
        if (span.IsNone)
        {
            body(span, state);
            return;
        }

        try
        {
            body(span, state);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        span.Complete();
    }

    public static T Run<TSpan, TState, T>(TSpan span, TState state, Func<TSpan, TState, T> body)
        where TSpan : struct, IRunnableSpan
    {
        if (span.IsNone)
            return body(span, state);

        T result;
        try
        {
            result = body(span, state);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        span.Complete();
        return result;
    }

    public static Task RunAsync<TSpan, TState>(TSpan span, TState state, Func<TSpan, TState, Task> body)
        where TSpan : struct, IRunnableSpan
    {
        var task = Begin(span, state, body);
        return span.IsNone || EndedWith(span, HasEnded(task)) ? task : FollowAsync(span, task);
    }

    public static Task<T> RunAsync<TSpan, TState, T>(TSpan span, TState state, Func<TSpan, TState, Task<T>> body)
        where TSpan : struct, IRunnableSpan
    {
        var task = Begin(span, state, body);
        return span.IsNone || EndedWith(span, HasEnded(task)) ? task : FollowAsync(span, task);
    }

    public static ValueTask<T> RunAsync<TSpan, TState, T>(TSpan span, TState state, Func<TSpan, TState, ValueTask<T>> body)
        where TSpan : struct, IRunnableSpan
    {
        var task = Begin(span, state, body);
        return span.IsNone || EndedWith(span, task.IsCompletedSuccessfully) ? task : FollowAsync(span, task);
    }

    private static TTask Begin<TSpan, TState, TTask>(TSpan span, TState state, Func<TSpan, TState, TTask> body)
        where TSpan : struct, IRunnableSpan
    {
        try
        {
            return body(span, state);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    private static bool HasEnded(Task? task) => task is null or { IsCompletedSuccessfully: true };

    private static bool EndedWith<TSpan>(TSpan span, bool completed)
        where TSpan : struct, IRunnableSpan
    {
        if (completed)
            span.Complete();
        else
            span.Detach();
        return completed;
    }

    private static async Task FollowAsync<TSpan>(TSpan span, Task task)
        where TSpan : struct, IRunnableSpan
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        span.Complete();
    }

    private static async Task<T> FollowAsync<TSpan, T>(TSpan span, Task<T> task)
        where TSpan : struct, IRunnableSpan
    {
        T result;
        try
        {
            result = await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        span.Complete();
        return result;
    }

    private static async ValueTask<T> FollowAsync<TSpan, T>(TSpan span, ValueTask<T> task)
        where TSpan : struct, IRunnableSpan
    {
        T result;
        try
        {
            result = await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        span.Complete();
        return result;
    }
}

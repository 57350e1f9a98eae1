using System.ComponentModel;

namespace Takumi.Observability.Weaving;

/// <summary>
/// Ends the span of a method that is not async itself but returns a task: when the task has ended, and before whoever awaits the returned one goes on.
/// A task that has ended already is returned as it is; one that is still running costs one async method, as it would by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WovenTask
{
    /// <summary>Ends the span with the task.</summary>
    public static Task EndWith(Task task, ref WovenSpan span, TracedMethod method)
    {
        if (!span.IsRunning || HasEnded(task, ref span, method))
            return task;
        span.Detach();
        return FollowAsync(task, span, method);
    }

    /// <summary>Ends the span with the task, after <paramref name="read"/> has seen its result.</summary>
    public static Task<T> EndWith<T>(Task<T> task, ref WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        if (!span.IsRunning)
            return task;
        if (task is { IsCompletedSuccessfully: true })
            read?.Invoke(task.Result, ref span);
        if (HasEnded(task, ref span, method))
            return task;
        span.Detach();
        return FollowAsync(task, span, method, read);
    }

    /// <summary>Ends the span with the task.</summary>
    public static ValueTask EndWith(ValueTask task, ref WovenSpan span, TracedMethod method)
    {
        if (!span.IsRunning)
            return task;
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
            span.End(method);
            return default;
        }

        span.Detach();
        return FollowAsync(task, span, method);
    }

    /// <summary>Ends the span with the task, after <paramref name="read"/> has seen its result.</summary>
    public static ValueTask<T> EndWith<T>(ValueTask<T> task, ref WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        if (!span.IsRunning)
            return task;
        if (task.IsCompletedSuccessfully)
        {
            var result = task.GetAwaiter().GetResult();
            read?.Invoke(result, ref span);
            span.End(method);
            return new ValueTask<T>(result);
        }

        span.Detach();
        return FollowAsync(task, span, method, read);
    }

    private static bool HasEnded(Task? task, ref WovenSpan span, TracedMethod method)
    {
        switch (task)
        {
            case null or { IsCompletedSuccessfully: true }:
                span.End(method);
                return true;
            case { IsFaulted: true }:
                span.Fail(task.Exception!.InnerExceptions[0], method);
                return true;
            case { IsCanceled: true }:
                span.Cancel(method);
                return true;
            default:
                return false;
        }
    }

    private static async Task FollowAsync(Task task, WovenSpan span, TracedMethod method)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception, method);
            throw;
        }

        span.End(method);
    }

    private static async Task<T> FollowAsync<T>(Task<T> task, WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        T result;
        try
        {
            result = await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception, method);
            throw;
        }

        read?.Invoke(result, ref span);
        span.End(method);
        return result;
    }

    private static async ValueTask FollowAsync(ValueTask task, WovenSpan span, TracedMethod method)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception, method);
            throw;
        }

        span.End(method);
    }

    private static async ValueTask<T> FollowAsync<T>(ValueTask<T> task, WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        T result;
        try
        {
            result = await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception, method);
            throw;
        }

        read?.Invoke(result, ref span);
        span.End(method);
        return result;
    }
}

using System.ComponentModel;

namespace Takumi.Observability.Weaving;

/// <summary>
/// Ends the span of a method that is not async itself but returns a task: when the task has ended, and before whoever awaits the returned one goes on.
/// A task that has ended already is returned as it is. For one that is still running the caller gets a twin, which ends as it does: by the same result,
/// all the same exceptions and their stack traces, or the same cancellation.
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
        return FollowAsync(task, span, method).Unwrap();
    }

    /// <summary>Ends the span with the task, after <paramref name="read"/> has seen its result.</summary>
    public static Task<T> EndWith<T>(Task<T> task, ref WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        if (!span.IsRunning || HasEnded(task, ref span, method, read))
            return task;
        span.Detach();
        return FollowAsync(task, span, method, read).Unwrap();
    }

    /// <summary>Ends the span with the task.</summary>
    public static ValueTask EndWith(ValueTask task, ref WovenSpan span, TracedMethod method)
    {
        if (!span.IsRunning)
            return task;
        if (!task.IsCompletedSuccessfully)
            return new ValueTask(EndWith(task.AsTask(), ref span, method));
        task.GetAwaiter().GetResult();
        span.End(method);
        return default;
    }

    /// <summary>Ends the span with the task, after <paramref name="read"/> has seen its result.</summary>
    public static ValueTask<T> EndWith<T>(ValueTask<T> task, ref WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        if (!span.IsRunning)
            return task;
        if (!task.IsCompletedSuccessfully)
            return new ValueTask<T>(EndWith(task.AsTask(), ref span, method, read));
        var result = task.GetAwaiter().GetResult();
        read?.Invoke(result, ref span);
        span.End(method);
        return new ValueTask<T>(result);
    }

    private static async Task<Task> FollowAsync(Task task, WovenSpan span, TracedMethod method)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HasEnded(task, ref span, method);
        return task;
    }

    private static async Task<Task<T>> FollowAsync<T>(Task<T> task, WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HasEnded(task, ref span, method, read);
        return task;
    }

    private static bool HasEnded<T>(Task<T>? task, ref WovenSpan span, TracedMethod method, ReadResult<T>? read)
    {
        if (task is { IsCompletedSuccessfully: true })
            read?.Invoke(task.Result, ref span);
        return HasEnded(task, ref span, method);
    }

    private static bool HasEnded(Task? task, ref WovenSpan span, TracedMethod method)
    {
        if (task is { IsCompleted: false })
            return false;
        if (task is null or { IsCompletedSuccessfully: true })
            span.End(method);
        else
            span.Fail(task.Exception?.InnerExceptions[0] ?? CancellationOf(task), method);
        return true;
    }

    // Whether a cancellation stands for a timeout is seen by what is inside it, and a cancelled task shows that only by throwing it.
    private static OperationCanceledException CancellationOf(Task cancelled)
    {
        try
        {
            cancelled.GetAwaiter().GetResult();
            return new OperationCanceledException();
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }
    }
}

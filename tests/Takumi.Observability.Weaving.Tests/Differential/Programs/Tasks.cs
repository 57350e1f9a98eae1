public static class Program
{
    public static async Task RunAsync(Action<object?> say)
    {
        await Tell(Task.WhenAll(Failed("a"), Failed("b")), All(Failed("a"), Failed("b")));

        var (first, second) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var all = All(first.Task, second.Task);
        var results = AllOf(first.Task, second.Task);
        first.SetException(new InvalidOperationException("a"));
        second.SetException(new InvalidOperationException("b"));
        await Tell(all, results);

        var cancelled = new TaskCompletionSource<int>();
        await Tell(Handed(Task.FromException<int>(new OperationCanceledException("faulted, all the same"))), Handed(Task.FromCanceled<int>(new CancellationToken(true))));
        var later = Handed(cancelled.Task);
        var value = HandedValue(new ValueTask<int>(cancelled.Task)).AsTask();
        cancelled.SetException(new OperationCanceledException("faulted, all the same"));
        await Tell(later, value);

        using var source = new CancellationTokenSource();
        var waiting = Handed(new TaskCompletionSource<int>().Task.WaitAsync(source.Token));
        await source.CancelAsync();
        await Tell(waiting);
        try
        {
            await waiting;
        }
        catch (OperationCanceledException exception)
        {
            say(exception.CancellationToken == source.Token);
        }

        async Task Tell(params Task[] tasks)
        {
            foreach (var task in tasks)
            {
                try
                {
                    await task;
                }
                catch (Exception exception)
                {
                    say(exception);
                }

                say(task.Status);
                foreach (var exception in task.Exception?.InnerExceptions ?? [])
                    say(exception);
            }
        }
    }

    static Task<int> Failed(string message) => Task.FromException<int>(new InvalidOperationException(message));

    [TraceOperation("all")]
    static Task All(params Task[] tasks) => Task.WhenAll(tasks);

    [TraceOperation("all of")]
    [return: SpanTag("length", Member = "Length")]
    static Task<int[]> AllOf(params Task<int>[] tasks) => Task.WhenAll(tasks);

    [TraceOperation("handed on")]
    static Task<int> Handed(Task<int> task) => task;

    [TraceOperation("handed on")]
    static ValueTask<int> HandedValue(ValueTask<int> task) => task;
}

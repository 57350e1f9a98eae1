using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>Every delegate shape × every way to end: the result arrives, the span has ended by then, and the current activity is what it was.</summary>
public sealed class CurrentActivityTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Activity _root;

    public CurrentActivityTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
    }

    public static TheoryData<string, Func<Func<Task>, Task>> Shapes()
    {
        const string W = "shape";
        return new TheoryData<string, Func<Func<Task>, Task>>
        {
            { "workflow void", body => { TakumiTelemetry.TraceWorkflow(W, void (_) => Wait(body)); return Task.CompletedTask; } },
            { "workflow void state", body => { TakumiTelemetry.TraceWorkflow(W, body, static void (_, state) => Wait(state)); return Task.CompletedTask; } },
            { "workflow T", body => Five(TakumiTelemetry.TraceWorkflow(W, _ => { Wait(body); return 5; })) },
            { "workflow T state", body => Five(TakumiTelemetry.TraceWorkflow(W, body, static (_, state) => { Wait(state); return 5; })) },
            { "workflow Task", body => TakumiTelemetry.TraceWorkflow(W, async _ => await body()) },
            { "workflow Task state", body => TakumiTelemetry.TraceWorkflow(W, body, static async (_, state) => await state()) },
            { "workflow Task<T>", async body => await Five(await TakumiTelemetry.TraceWorkflow(W, async _ => { await body(); return 5; })) },
            { "workflow Task<T> state", async body => await Five(await TakumiTelemetry.TraceWorkflow(W, body, static async (_, state) => { await state(); return 5; })) },
            { "workflow ValueTask<T>", async body => await Five(await TakumiTelemetry.TraceWorkflow(W, _ => FiveAsync(body))) },
            { "workflow ValueTask<T> state", async body => await Five(await TakumiTelemetry.TraceWorkflow(W, body, static (_, state) => FiveAsync(state))) },
            { "contract void", body => { TakumiTelemetry.TraceContractCall("C", "m", void (_) => Wait(body)); return Task.CompletedTask; } },
            { "contract void state", body => { TakumiTelemetry.TraceContractCall("C", "m", body, static void (_, state) => Wait(state)); return Task.CompletedTask; } },
            { "contract T", body => Five(TakumiTelemetry.TraceContractCall("C", "m", _ => { Wait(body); return 5; })) },
            { "contract T state", body => Five(TakumiTelemetry.TraceContractCall("C", "m", body, static (_, state) => { Wait(state); return 5; })) },
            { "contract Task", body => TakumiTelemetry.TraceContractCall("C", "m", async _ => await body()) },
            { "contract Task state", body => TakumiTelemetry.TraceContractCall("C", "m", body, static async (_, state) => await state()) },
            { "contract Task<T>", async body => await Five(await TakumiTelemetry.TraceContractCall("C", "m", async _ => { await body(); return 5; })) },
            { "contract Task<T> state", async body => await Five(await TakumiTelemetry.TraceContractCall("C", "m", body, static async (_, state) => { await state(); return 5; })) },
            { "contract ValueTask<T>", async body => await Five(await TakumiTelemetry.TraceContractCall("C", "m", _ => FiveAsync(body))) },
            { "contract ValueTask<T> state", async body => await Five(await TakumiTelemetry.TraceContractCall("C", "m", body, static (_, state) => FiveAsync(state))) },
            { "operation void", body => { TakumiTelemetry.TraceOperation(W, void (_) => Wait(body)); return Task.CompletedTask; } },
            { "operation void state", body => { TakumiTelemetry.TraceOperation(W, body, static void (_, state) => Wait(state)); return Task.CompletedTask; } },
            { "operation T", body => Five(TakumiTelemetry.TraceOperation(W, _ => { Wait(body); return 5; })) },
            { "operation T state", body => Five(TakumiTelemetry.TraceOperation(W, body, static (_, state) => { Wait(state); return 5; })) },
            { "operation Task", body => TakumiTelemetry.TraceOperation(W, async _ => await body()) },
            { "operation Task state", body => TakumiTelemetry.TraceOperation(W, body, static async (_, state) => await state()) },
            { "operation Task<T>", async body => await Five(await TakumiTelemetry.TraceOperation(W, async _ => { await body(); return 5; })) },
            { "operation Task<T> state", async body => await Five(await TakumiTelemetry.TraceOperation(W, body, static async (_, state) => { await state(); return 5; })) },
            { "operation ValueTask<T>", async body => await Five(await TakumiTelemetry.TraceOperation(W, _ => FiveAsync(body))) },
            { "operation ValueTask<T> state", async body => await Five(await TakumiTelemetry.TraceOperation(W, body, static (_, state) => FiveAsync(state))) },
        };
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_ends_at_once(string shape, Func<Func<Task>, Task> run)
    {
        await run(() => Task.CompletedTask);

        ShouldHaveEnded(shape, ActivityStatusCode.Unset);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_suspends(string shape, Func<Func<Task>, Task> run)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Task.Run(() => run(() => gate.Task), TestContext.Current.CancellationToken);
        gate.SetResult();
        await running;

        ShouldHaveEnded(shape, ActivityStatusCode.Unset);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public async Task The_caller_has_its_context_back_while_the_body_is_suspended(string shape, Func<Func<Task>, Task> run)
    {
        if (shape.Contains("void", StringComparison.Ordinal) || shape.EndsWith(" T", StringComparison.Ordinal) || shape.EndsWith(" T state", StringComparison.Ordinal))
            return;
        var gate = new TaskCompletionSource();
        var running = run(() => gate.Task);
        Activity.Current.ShouldBe(_root);
        gate.SetResult();
        await running;

        ShouldHaveEnded(shape, ActivityStatusCode.Unset);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_throws_at_once(string shape, Func<Func<Task>, Task> run)
    {
        await Should.ThrowAsync<InvalidOperationException>(async () => await run(() => throw new InvalidOperationException("boom")));

        ShouldHaveEnded(shape, ActivityStatusCode.Error);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_throws_later(string shape, Func<Func<Task>, Task> run)
    {
        await Should.ThrowAsync<InvalidOperationException>(async () => await run(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }));

        ShouldHaveEnded(shape, ActivityStatusCode.Error);
    }

    private void ShouldHaveEnded(string shape, ActivityStatusCode status)
    {
        Activity.Current.ShouldBe(_root, shape);
        var span = _recorder.Trace(_root).ShouldHaveSingleItem(shape);
        span.Status.ShouldBe(status, shape);
        span.ParentSpanId.ShouldBe(_root.SpanId, shape);
    }

    private static void Wait(Func<Task> body) => body().GetAwaiter().GetResult();

    private static async ValueTask<int> FiveAsync(Func<Task> body)
    {
        await body();
        return 5;
    }

    private static Task Five(int result)
    {
        result.ShouldBe(5);
        return Task.CompletedTask;
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Benchmarks.Weaving;

/// <summary>The same calls, by attribute and by hand: one span, one tag. The hand-written ones are what OpenTelemetry's documentation shows.</summary>
public sealed class TracedCalls
{
    public const string HandWrittenSource = "Takumi.Observability.Benchmarks.Weaving";

    private static readonly ActivitySource s_source = new(HandWrittenSource);

    private readonly Gate _gate = new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SynchronousByHand(string id)
    {
        using var activity = s_source.StartActivity("call");
        activity?.SetTag("id", id);
        return id.Length;
    }

    [TraceOperation("call")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Synchronous([SpanTag("id")] string id) => id.Length;

#pragma warning disable CS1998 // An async method that never suspends is the subject.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public async Task<int> CompletedByHand(string id)
    {
        using var activity = s_source.StartActivity("call");
        activity?.SetTag("id", id);
        return id.Length;
    }

    [TraceOperation("call")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public async Task<int> Completed([SpanTag("id")] string id) => id.Length;
#pragma warning restore CS1998

    public int SuspendedByHand(string id)
    {
        var task = WaitByHand(id);
        _gate.Open();
        return task.GetAwaiter().GetResult();
    }

    public int Suspended(string id)
    {
        var task = Wait(id);
        _gate.Open();
        return task.GetAwaiter().GetResult();
    }

    public int HandedOnByHand(string id)
    {
        var task = HandOnByHand(id);
        _gate.Open();
        return task.GetAwaiter().GetResult();
    }

    public int HandedOn(string id)
    {
        var task = HandOn(id);
        _gate.Open();
        return task.GetAwaiter().GetResult();
    }

    public Task<int> HandOnByHandUntilOpened(string id) => HandOnByHand(id);

    public Task<int> HandOnUntilOpened(string id) => HandOn(id);

    public Task<int> WaitByHandUntilOpened(string id) => WaitByHand(id);

    public Task<int> WaitUntilOpened(string id) => Wait(id);

    public void Open() => _gate.Open();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<int> WaitByHand(string id)
    {
        using var activity = s_source.StartActivity("call");
        activity?.SetTag("id", id);
        await _gate.WaitAsync();
        return id.Length;
    }

    [TraceOperation("call")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<int> Wait([SpanTag("id")] string id)
    {
        await _gate.WaitAsync();
        return id.Length;
    }

    // Without an await the using block would end the span before the task: by hand the method has to become async.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<int> HandOnByHand(string id)
    {
        using var activity = s_source.StartActivity("call");
        activity?.SetTag("id", id);
        return await SomebodyElses(id);
    }

    [TraceOperation("call")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<int> HandOn([SpanTag("id")] string id) => SomebodyElses(id);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<int> SomebodyElses(string id)
    {
        await _gate.WaitAsync();
        return id.Length;
    }
}

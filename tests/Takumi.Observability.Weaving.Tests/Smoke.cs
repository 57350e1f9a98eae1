using System.Diagnostics;
using Takumi.Observability;
namespace Takumi.Observability.Weaving.Tests;
public record Receipt(string Hash, bool Accepted, Receipt? Inner);
public class Smoke<TT>
{
    [TraceWorkflow("a")] private int Sync([SpanTag("x")] int x, [SpanTag("l", Member="Length")] string s) => x + s.Length;
    [TraceWorkflow("b", ErrorWhen="!Accepted")] [return: SpanTag("hash", Member="Inner.Hash")]
    private async Task<Receipt> Async<U>([SpanTag("u")] U u, [SpanTag("t")] TT t, [SpanTag("s", Redact=Redact.KeepEnds)] string s) { await Task.Yield(); return new Receipt("h", false, new("inner", true, null)); }
    [TraceOperation("c")] [return: SpanTag("res")] private Task<int> NonAsync() => Later();
    private static async Task<int> Later() { await Task.Delay(1); return 5; }
    [TraceOperation("d")] private IEnumerable<int> Items([SpanTag("n")] int n) { for (var i = 0; i < n; i++) yield return i; }
    [TraceContractCall("C", "m")] private async ValueTask Throws() { await Task.Yield(); throw new InvalidOperationException("boom"); }

    private static async Task Run(Smoke<TT> f, TT t)
    {
        f.Sync(3, "abc");
        await f.Async<string>("uu", t, "GABCDEFGHIJK");
        await f.NonAsync();
        foreach (var _ in f.Items(3)) ;
        try { await f.Throws(); } catch (InvalidOperationException) { }
    }
    #pragma warning disable CA1000
    public static Task Go(TT t) => Run(new(), t);
}
public class SmokeTests(ITestOutputHelper o)
{
    [Fact]
    public async Task Go()
    {
        using var l = new ActivityListener { ShouldListenTo = s => s.Name == "Takumi.Observability", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => o.WriteLine($"{a.DisplayName} {a.Kind} {a.Status} {string.Join(",", a.TagObjects)}") };
        ActivitySource.AddActivityListener(l);
        await Smoke<int>.Go(7);
        Activity.Current.ShouldBeNull();
    }
}

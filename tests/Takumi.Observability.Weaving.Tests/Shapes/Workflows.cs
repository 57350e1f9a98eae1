using System.Diagnostics;

namespace Takumi.Observability.Weaving.Tests.Shapes;

internal enum Verdict
{
    Accepted,
    Rejected,
}

internal sealed record Receipt(string? Hash, bool Accepted = true, Receipt? Inner = null)
{
    public string Broken => throw new InvalidOperationException("a getter's own");
}

/// <summary>Everything that can be said on the attributes.</summary>
internal sealed class Workflows
{
    [TraceWorkflow("weaving-workflow")]
    public async Task<int> WorkflowAsync(bool fail)
    {
        await Task.Yield();
        return fail ? throw new InvalidOperationException("boom") : 1;
    }

    [TraceContractCall("Weaving", "submit", Network = "testnet")]
    [return: SpanTag(SpanTags.TransactionHash, Member = "Inner.Hash")]
    public async ValueTask<Receipt> SubmitAsync(Receipt receipt)
    {
        await Task.Yield();
        return receipt;
    }

    [TraceContractCall("Weaving", "read", ReadOnly = true)]
    public int Read() => 1;

    [TraceOperation("kind", Kind = ActivityKind.Producer)]
    public void Kind()
    {
    }

    [TraceOperation("root", NewRoot = true)]
    public Activity? NewRoot() => Activity.Current;

    [TraceOperation("root", NewRoot = true)]
    public async Task<Activity?> NewRootAsync()
    {
        await Task.Yield();
        return Activity.Current;
    }

    [TraceOperation("root", NewRoot = true)]
    public Task NewRootTask() => Task.Delay(1);

    [TraceOperation("critical", Critical = true)]
    public void Critical()
    {
    }

    [TraceOperation("result", ErrorWhen = false)]
    public bool WhenFalse(bool result) => result;

    [TraceOperation("result", ErrorWhen = Verdict.Rejected)]
    public async Task<Verdict> WhenRejectedAsync(Verdict result)
    {
        await Task.Yield();
        return result;
    }

    [TraceOperation("result", ErrorWhen = null)]
    [return: SpanTag("hash", Member = nameof(Receipt.Hash))]
    public Task<Receipt?> WhenNull(Receipt? result) => Task.FromResult(result);

    [TraceOperation("result", ErrorWhen = "!Accepted")]
    public async ValueTask<Receipt> WhenNotAcceptedAsync(Receipt result)
    {
        await Task.Yield();
        return result;
    }

    [TraceWorkflow("weaving-failing-result", ErrorWhen = -1)]
    public int WhenMinusOne(int result) => result;

    [TraceOperation("tags")]
    [return: SpanTag("result")]
    [return: SpanTag("masked", Redact = Redact.All)]
    public string Tags(
        [SpanTag("verdict")] Verdict verdict,
        [SpanTag("amount")] decimal? amount,
        [SpanTag("mail", Redact = Redact.Email)] string mail,
        [SpanTag("card", Redact = Redact.KeepLastFour)] long card,
        [SpanTag("wallet", Redact = Redact.KeepEnds)] string wallet,
        [SpanTag("inner", Member = "Inner.Hash"), SpanTag("broken", Member = "Broken")] Receipt receipt,
        string notTagged) => notTagged;

    [TraceOperation("tags")]
    public async Task UnusedTagsAsync([SpanTag("unused")] int unused, [SpanTag("member", Member = "Hash")] Receipt receipt) => await Task.Yield();
}

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>What the service does: nothing, but as asynchronously as a call to a ledger would.</summary>
internal static class Work
{
    public const string Hash = "5f3c0b1e9d7a4c2288f60d1b3e5a7c9d0f2b4d6e8a0c1e3f5b7d9f1a3c5e7092";

    public static ValueTask<string> SubmitAsync() => ValueTask.FromResult(Hash);
}

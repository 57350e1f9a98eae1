namespace Takumi.Observability.Tests.Redaction;

internal static class Allocations
{
    /// <summary>Bytes that this thread allocates in 100 calls, after the code has been run in and compiled.</summary>
    public static long Of(Action action)
    {
        for (var i = 0; i < 200; i++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

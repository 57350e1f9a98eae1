using System.Diagnostics;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>Alone: no test beside it may listen.</summary>
[Collection(AloneCollection.Name)]
public sealed class NobodyListensTests
{
    [Fact]
    public void A_command_is_not_even_profiled()
    {
        using var workbench = new Workbench();
        using var parent = new Activity("parent").Start();
        parent.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        workbench.Begin().ShouldBeNull();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            workbench.Begin();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}

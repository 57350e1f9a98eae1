using System.Diagnostics;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>Real commands by the hundred thousand beneath one span that goes on. Alone: the memory of the process is looked at.</summary>
[Collection(AloneCollection.Name)]
public sealed class VolumeTests
{
    private const int Thousands = 200, Warm = 20;

    [Fact]
    public async Task Each_is_a_span_and_none_is_held()
    {
        await using var server = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await LiveHost.StartAsync(server);
        var database = host.Database;
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("import");
        var spans = 0;
        var early = 0L;
        for (var i = 1; i <= Thousands; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => database.StringGetAsync("a")));
            spans += host.Forget();
            if (i == Warm)
                early = GC.GetTotalMemory(forceFullCollection: true);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - early).ShouldBeLessThan(1_000_000);
        spans.ShouldBe(Thousands * 1000);
    }
}

using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Commands;

/// <summary>Tells the collector when a span ends, and when the provider wants all there is. First of the processors, so that a parent's commands are exported before it.</summary>
internal sealed class ParentEnd(CommandCollector collector) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data) => collector.ParentEnded(data);

    protected override bool OnForceFlush(int timeoutMilliseconds) => DrainAll();

    protected override bool OnShutdown(int timeoutMilliseconds) => DrainAll();

    private bool DrainAll()
    {
        collector.Drain();
        return true;
    }
}

namespace Takumi.Observability.Diagnosis;

/// <summary>Feeds the catalogue's system metrics, once for the process however many hosts there are: each series may have one source only.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    private static readonly Lock s_gate = new();
    private static int s_hosts;
    private static IDisposable? s_observation;

    public ProcessMetrics()
    {
        lock (s_gate)
        {
            if (s_hosts++ == 0)
                s_observation = SystemMetrics.ObserveProcess();
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            if (--s_hosts > 0)
                return;
            s_observation?.Dispose();
            s_observation = null;
        }
    }
}

namespace Takumi.Observability.Otlp;

/// <summary>The host's word that exports under way have to end. One for each host; disposed with its services.</summary>
internal sealed class ExportAbort : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void CancelAfter(TimeSpan delay) => _source.CancelAfter(delay);

    public void Dispose() => _source.Dispose();
}

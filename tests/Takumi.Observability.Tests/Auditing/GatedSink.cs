using Takumi.Observability.Auditing;

namespace Takumi.Observability.Tests.Auditing;

/// <summary>A durable sink that answers what a test puts into its gate.</summary>
internal sealed class GatedSink : IAuditSink
{
    public TaskCompletionSource<AuditPosition> Gate { get; } = new();

    public async ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken) => await Gate.Task.WaitAsync(cancellationToken);

    public bool TryWrite(AuditRecord record) => true;
}

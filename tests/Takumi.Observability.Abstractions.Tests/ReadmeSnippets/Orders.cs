namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

/// <summary>The application whose telemetry the README's test asserts.</summary>
public sealed class Orders(IAuditLog audit)
{
    [TraceWorkflow("place-order")]
    public async Task PlaceAsync(string country, CancellationToken cancellationToken)
    {
        OrderMetrics.Placed(country);
        await audit.RecordAsync(new AuditEvent { Event = "order_placed", Resource = "order", Action = "place", Result = AuditResult.Success }, cancellationToken);
    }
}

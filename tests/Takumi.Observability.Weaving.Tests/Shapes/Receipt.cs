namespace Takumi.Observability.Weaving.Tests.Shapes;

internal sealed record Receipt(string? Hash, bool Accepted = true, Receipt? Inner = null)
{
    public string Broken => throw new InvalidOperationException("a getter's own");
}

namespace Takumi.Observability.Tests.Redaction;

/// <summary>A value of the application whose own code fails.</summary>
internal sealed class Throwing
{
    public override string ToString() => throw new InvalidOperationException("thrown on purpose");
}

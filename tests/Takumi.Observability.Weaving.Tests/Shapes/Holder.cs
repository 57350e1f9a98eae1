namespace Takumi.Observability.Weaving.Tests.Shapes;

internal sealed record Holder<T>(T Value, bool IsBad);

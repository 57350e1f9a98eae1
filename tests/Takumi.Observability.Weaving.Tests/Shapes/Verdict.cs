namespace Takumi.Observability.Weaving.Tests.Shapes;

internal enum Verdict
{
    Accepted,
    Rejected,
}

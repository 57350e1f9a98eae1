namespace Takumi.Observability.Weaving.Tests.Shapes;

file sealed class OfThisFile
{
    [TraceOperation("shape")]
    public int Call([SpanTag("x")] int x) => x;
}

internal static class FileTypes
{
    public static int Call(int x) => new OfThisFile().Call(x);
}

namespace Takumi.Observability.Weaving.Tests.Shapes;

internal static class Extensions
{
    [TraceOperation("shape")]
    public static int Classic(this Signatures methods, [SpanTag("x")] int x) => methods is null ? 0 : x;

    extension(Signatures methods)
    {
        [TraceOperation("shape")]
        public int Modern([SpanTag("x")] int x) => methods is null ? 0 : x;

        [TraceOperation("shape")]
        public static int ModernStatic([SpanTag("x")] int x) => x;
    }
}

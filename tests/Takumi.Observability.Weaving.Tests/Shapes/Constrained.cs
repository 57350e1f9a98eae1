namespace Takumi.Observability.Weaving.Tests.Shapes;

internal static class Constrained
{
    public static int Call<T>(T target, int x)
        where T : IContract => target.Call(x) + T.Make(x);
}

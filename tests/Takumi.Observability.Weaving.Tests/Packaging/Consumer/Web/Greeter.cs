using Takumi.Observability;

namespace Web;

public sealed class Greeter
{
    [TraceOperation("greet")]
    public string Greet([SpanTag("from")] string from) => "hello " + from;
}

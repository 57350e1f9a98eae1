using Takumi.Observability;

namespace Broken;

public abstract class Everything
{
    [TraceOperation("no-body")]
    public abstract void NoBody();

    [TraceOperation("async-void")]
    public async void AsyncVoid() => await Task.Yield();
}

using System.Runtime.CompilerServices;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Awaited by its pattern.</summary>
internal sealed class Awaitable
{
    [TraceOperation("shape")]
    public TaskAwaiter GetAwaiter() => Task.CompletedTask.GetAwaiter();
}

using System.Runtime.CompilerServices;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>What the warning about Hot Reload goes by. The edit itself needs a debugger or dotnet watch.</summary>
public sealed class HotReloadTests
{
    [Fact]
    public void Only_types_with_traced_methods_are_told_of_once_each()
    {
        var stateMachine = typeof(Ends).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).First(type => typeof(IAsyncStateMachine).IsAssignableFrom(type));

        HotReloadWarning.Traced([typeof(Ends), stateMachine, typeof(HotReloadTests), typeof(string)]).ShouldBe([typeof(Ends)]);
    }
}

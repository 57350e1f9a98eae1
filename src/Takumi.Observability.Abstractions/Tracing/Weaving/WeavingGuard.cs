using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Takumi.Observability.Weaving;

/// <summary>Called by the module initializer that the package generates into an assembly with traced methods; the weaver empties that initializer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WeavingGuard
{
    /// <summary>Refuses to load an assembly whose attributes would silently do nothing.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public static void NotWoven(string assembly) => throw new InvalidOperationException(
        $"{assembly} has methods with [TraceWorkflow], [TraceContractCall] or [TraceOperation], but its build did not weave their spans into them. " +
        "Build it with MSBuild (dotnet build), with the build assets of the Takumi.Observability.Abstractions package switched on.");
}

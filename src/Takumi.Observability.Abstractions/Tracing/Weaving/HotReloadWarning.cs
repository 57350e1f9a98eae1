using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using Takumi.Observability.Weaving;

[assembly: MetadataUpdateHandler(typeof(HotReloadWarning))]

namespace Takumi.Observability.Weaving;

/// <summary>
/// Told by the runtime of every edit that Hot Reload applies. The compiler makes the edit without the weaver, so an edited method has no span until the next build: that is said here.
/// </summary>
internal static class HotReloadWarning
{
    private const BindingFlags Methods = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    internal static void UpdateApplication(Type[]? updatedTypes)
    {
        foreach (var type in Traced(updatedTypes ?? []))
            Console.Error.WriteLine($"Takumi: Hot Reload changed {type.FullName}. Its traced methods that were edited have no span until the next build.");
    }

    /// <summary>The woven types among the edited ones; an async method's edit names its state machine, which is nested in the method's type.</summary>
    internal static IReadOnlyList<Type> Traced(Type[] updatedTypes) =>
    [
        .. updatedTypes
            .Select(type => type.IsNested && type.Name.StartsWith('<') ? type.DeclaringType! : type)
            .Distinct()
            .Where(type => type.Assembly.IsDefined(typeof(TakumiWovenAttribute), inherit: false) && HasTracedMethod(type)),
    ];

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Hot Reload and trimming exclude each other.")]
    private static bool HasTracedMethod(Type type) => type.GetMethods(Methods).Any(method => method.IsDefined(typeof(TraceAttribute), inherit: false));
}

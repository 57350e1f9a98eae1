using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Weaving;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Names the assemblies, loaded now or later, that have traced methods whose spans were never woven: built with the package's assets switched off,
/// or by something other than MSBuild. Those built with the assets have a guard of their own and never get this far.
/// </summary>
internal sealed partial class WeavingCheck(ILogger<WeavingCheck> logger) : IStartupCheck, IDisposable
{
    private const BindingFlags Methods = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly string s_vocabulary = typeof(TraceAttribute).Assembly.GetName().Name!;

    public void Run()
    {
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            Check(assembly);
    }

    public void Dispose() => AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;

    /// <summary>The traced methods of an assembly that was not woven, as <c>Type.Method</c>.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A method that trimming has removed is called by nobody, so it misses no span.")]
    internal static IReadOnlyList<string> UnwovenMethods(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.IsDefined(typeof(TakumiWovenAttribute), inherit: false) || !UsesVocabulary(assembly))
            return [];
        try
        {
            return [.. from type in assembly.GetTypes()
                       from method in MethodsOf(type)
                       where method.IsDefined(typeof(TraceAttribute), inherit: false)
                       select $"{type.Name}.{method.Name}"];
        }
        catch (Exception exception) when (exception is ReflectionTypeLoadException or FileNotFoundException or TypeLoadException)
        {
            // Something that the assembly refers to is not here: whatever that breaks, it is not for this check to say.
            return [];
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    private static MethodInfo[] MethodsOf(Type type) => type.GetMethods(Methods);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "References that trimming has removed are used by nobody.")]
    private static bool UsesVocabulary(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Any(reference => reference.Name == s_vocabulary);

    private void OnLoad(object? sender, AssemblyLoadEventArgs arguments) => Check(arguments.LoadedAssembly);

    private void Check(Assembly assembly)
    {
        if (UnwovenMethods(assembly) is { Count: > 0 } methods)
            NotWoven(logger, assembly.GetName().Name, methods.Count, string.Join(", ", methods.Take(5)));
    }

    [LoggerMessage(LogLevel.Error, "{Assembly} was built without weaving: its {Count} traced methods have no spans ({Methods}). Reference Takumi.Observability with its build assets.")]
    private static partial void NotWoven(ILogger logger, string? assembly, int count, string methods);
}

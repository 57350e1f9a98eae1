using System.Reflection;

namespace Takumi.Observability.Cli;

/// <summary>Which program says so.</summary>
internal static class VerifierVersion
{
    public static string Text { get; } =
        $"takumi {typeof(VerifierVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"}";
}

namespace Takumi.Observability.Testing.Packaging;

/// <summary>What a <c>dotnet</c> that is started by a test needs to know about the one that runs the test.</summary>
internal static class DotnetEnvironment
{
    /// <summary>The machine's package folder.</summary>
    public static string PackageFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Unsets what <c>dotnet test</c> has set for its own build and what would leak into the inner one.</summary>
    public static Dictionary<string, string?> WithoutOuterBuild() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(name => name, _ => (string?)null);
}

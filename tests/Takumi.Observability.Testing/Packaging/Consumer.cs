using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Testing.Packaging;

/// <summary>A stranger's project outside the repository that references the packed packages and nothing else.</summary>
/// <remarks>Restored without a registry: our packages from their folder, the others from the machine's package folder, where the build of the repository has put them.</remarks>
public sealed class Consumer : IDisposable
{
    private readonly PrivateFolder _folder = new();

    /// <param name="packages">Already packed.</param>
    /// <param name="project">The project file.</param>
    /// <param name="program">Program.cs.</param>
    public Consumer(PackedPackages packages, string project, string program)
    {
        Write("App.csproj", project);
        Write("Program.cs", program);
        Write("Directory.Build.props", "<Project />");
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages.Folder}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Builds the project with the warnings of the user's compiler as errors, and runs it to its end.</summary>
    /// <returns>The program's output, or the build's when it failed.</returns>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken = default)
    {
        var environment = DotnetEnvironment.WithoutOuterBuild();
        environment["NUGET_PACKAGES"] = _folder.Combine("packages");
        var run = new Command(
            "dotnet", "run", "--project", _folder.Combine("App.csproj"), "--configuration", "Release",
            $"-p:RestoreFallbackFolders={DotnetEnvironment.PackageFolder}", "-p:TreatWarningsAsErrors=true", "-p:UseSharedCompilation=false", "-nodeReuse:false")
        {
            WorkingFolder = _folder.Path,
            Environment = environment,
        };
        return run.RunAsync(cancellationToken: cancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string content) => File.WriteAllText(_folder.Combine(name), content);
}

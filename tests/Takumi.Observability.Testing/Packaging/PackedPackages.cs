using System.Text.Json;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Testing.Packaging;

/// <summary>The packages as they would be published: <c>dotnet pack</c> of everything in src, once for a test class or assembly (an xunit fixture).</summary>
/// <remarks>Built from nothing in a temporary folder: neither left-overs of the checkout's own builds nor another pack at the same time play a part.</remarks>
public sealed class PackedPackages : IAsyncDisposable
{
    private readonly PrivateFolder _folder = new();
    private readonly SemaphoreSlim _gate = new(1);
    private IReadOnlyList<Package>? _packages;

    /// <summary>The folder with the .nupkg and .snupkg files, to serve as a package source; filled once <see cref="GetAsync"/> has returned.</summary>
    public string Folder => _folder.Combine("packages");

    /// <exception cref="InvalidOperationException">Something did not pack; the message holds the build's output.</exception>
    public async Task<IReadOnlyList<Package>> GetAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _packages ??= await PackAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var package in _packages ?? [])
            package.Dispose();

        _folder.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<Package>> PackAsync(CancellationToken cancellationToken)
    {
        var filter = _folder.Combine("src.slnf");
        var projects = Directory.GetFiles(RepositoryRoot.Combine("src"), "*.csproj", SearchOption.AllDirectories);
        await File.WriteAllTextAsync(filter, SolutionFilter(projects), cancellationToken);

        // No build server outlives the test: one would keep the output pipe open, and the wait for its end with it.
        var pack = new Command(
            "dotnet", "pack", filter, "--configuration", "Release", "--artifacts-path", _folder.Combine("build"),
            $"-p:PackageOutputPath={Folder}", "-p:UseSharedCompilation=false", "-nodeReuse:false", "-v:quiet", "-nologo")
        {
            WorkingFolder = RepositoryRoot.Path,
            Environment = DotnetEnvironment.WithoutOuterBuild(),
        };
        (await pack.RunAsync(cancellationToken: cancellationToken)).EnsureSuccess();
        return [.. Directory.GetFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal).Select(file => new Package(file))];
    }

    private static string SolutionFilter(IEnumerable<string> projects) => JsonSerializer.Serialize(new
    {
        solution = new
        {
            path = RepositoryRoot.Combine("Takumi.Observability.sln"),
            projects = projects.Select(project => Path.GetRelativePath(RepositoryRoot.Path, project).Replace('/', '\\')),
        },
    });
}

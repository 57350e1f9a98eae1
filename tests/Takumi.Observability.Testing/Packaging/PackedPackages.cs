using System.Text.Json;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Testing.Packaging;

/// <summary>The packages as they would be published: <c>dotnet pack</c> of everything in src, once for a test class or assembly (an xunit fixture).</summary>
/// <remarks>Built from a copy of the sources in a temporary folder: neither left-overs of the checkout's own builds nor another pack at the same time play a part.</remarks>
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
        var root = new DirectoryInfo(RepositoryRoot.Path);
        var copy = Directory.CreateDirectory(_folder.Combine("checkout"));
        foreach (var file in root.EnumerateFiles())
            file.CopyTo(Path.Combine(copy.FullName, file.Name));

        Copy(new DirectoryInfo(RepositoryRoot.Combine("src")), copy.CreateSubdirectory("src"));
        var filter = Path.Combine(copy.FullName, "src.slnf");
        await File.WriteAllTextAsync(filter, SolutionFilter(copy), cancellationToken);

        // No build server outlives the test: one would keep the output pipe open, and the wait for its end with it.
        var pack = new Command(
            "dotnet", "pack", filter, "--configuration", "Release",
            $"-p:PackageOutputPath={Folder}", "-p:UseSharedCompilation=false", "-nodeReuse:false", "-v:quiet", "-nologo")
        {
            WorkingFolder = copy.FullName,
            Environment = DotnetEnvironment.WithoutOuterBuild(),
        };
        (await pack.RunAsync(cancellationToken: cancellationToken)).EnsureSuccess();
        return [.. Directory.GetFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal).Select(file => new Package(file))];
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name));

        foreach (var folder in from.EnumerateDirectories().Where(folder => folder.Name is not ("bin" or "obj")))
            Copy(folder, to.CreateSubdirectory(folder.Name));
    }

    /// <summary>The projects of src and no others: tests and samples need not be built.</summary>
    private static string SolutionFilter(DirectoryInfo checkout) => JsonSerializer.Serialize(new
    {
        solution = new
        {
            path = "Takumi.Observability.sln",
            projects = checkout.GetFiles("*.csproj", SearchOption.AllDirectories).Select(project => Path.GetRelativePath(checkout.FullName, project.FullName).Replace('/', '\\')),
        },
    });
}

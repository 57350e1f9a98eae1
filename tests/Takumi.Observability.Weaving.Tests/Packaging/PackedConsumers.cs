using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Weaving.Tests.Packaging;

/// <summary>
/// Packs the packages into a feed of their own and builds the consumers against it, in a folder outside the checkout with its own package folder:
/// everything that a user's machine would do, in as few runs of the build as it takes.
/// </summary>
public sealed class PackedConsumers : IAsyncLifetime
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string[] s_packages = ["Takumi.Observability.Abstractions", "Takumi.Observability", "Takumi.Observability.AspNetCore"];

    private readonly PrivateFolder _folder = new();

    public string Folder => _folder.Combine("Consumer");

    public string Feed => _folder.Combine("feed");

    public async ValueTask InitializeAsync()
    {
        foreach (var package in s_packages)
            await DotnetAsync("pack", RepositoryRoot.Combine("src", package), "--no-build", "-c", Configuration, "-o", Feed, "-v", "q");
        CopyConsumers();
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), NugetConfig());
        using (var rsa = new RSACryptoServiceProvider(2048))
            File.WriteAllBytes(Path.Combine(Folder, "key.snk"), rsa.ExportCspBlob(includePrivateParameters: true));
        foreach (var project in new[] { "Worker", "Web", "Broken" })
            await DotnetAsync("restore", project, "-v", "q");
        await DotnetAsync("msbuild", "Matrix.proj", "-v:q", "-nodeReuse:false");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    /// <summary>Runs dotnet in the consumers' folder; a failure shows what it wrote.</summary>
    public async Task<string> DotnetAsync(params string[] arguments)
    {
        var (exitCode, output) = await TryDotnetAsync(arguments);
        exitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}{Environment.NewLine}{output}");
        return output;
    }

    public async Task<(int ExitCode, string Output)> TryDotnetAsync(params string[] arguments) => await RunAsync("dotnet", Folder, arguments);

    public async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        var command = new Command(program, arguments)
        {
            WorkingFolder = Directory.Exists(folder) ? folder : _folder.Path,
            Environment = new Dictionary<string, string?> { ["TakumiVersion"] = Version(), ["MSBUILDDISABLENODEREUSE"] = "1" },
        };
        var result = await command.RunAsync();
        return (result.ExitCode, result.Output + result.Error);
    }

    private string? Version() => Directory.Exists(Feed)
        ? Directory.EnumerateFiles(Feed, "Takumi.Observability.Abstractions.*.nupkg").Select(path => Path.GetFileNameWithoutExtension(path)["Takumi.Observability.Abstractions.".Length..]).FirstOrDefault()
        : null;

    private void CopyConsumers()
    {
        var source = RepositoryRoot.Combine("tests", "Takumi.Observability.Weaving.Tests", "Packaging", "Consumer");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    // What others publish may come from the machine's packages; ours only from the feed, into a folder that is gone afterwards.
    private string NugetConfig() => new StringBuilder()
        .AppendLine("<configuration>")
        .AppendLine($"""  <packageSources><add key="takumi" value="{Feed}" /></packageSources>""")
        .AppendLine($"""  <config><add key="globalPackagesFolder" value="{_folder.Combine("packages")}" /></config>""")
        .AppendLine($"""  <fallbackPackageFolders><clear /><add key="machine" value="{MachinePackages()}" /></fallbackPackageFolders>""")
        .AppendLine("  <auditSources><clear /></auditSources>")
        .AppendLine("</configuration>")
        .ToString();

    private static string MachinePackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

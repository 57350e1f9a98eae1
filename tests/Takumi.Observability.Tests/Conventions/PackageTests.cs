using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Takumi.Observability.Testing.Packaging;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>What a user gets: the packages as <c>dotnet pack</c> makes them.</summary>
public sealed class PackageTests(PackedPackages packed)
{
    private const string Abstractions = "Takumi.Observability.Abstractions";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_packable_project_gives_a_package_and_its_symbols()
    {
        var packages = await packed.GetAsync(Cancellation);
        var projects = RepositoryFiles.All.Where(file => file.IsProject && file.IsIn("src") && !file.Text.Contains("<IsPackable>false</IsPackable>"));

        packages.Select(package => package.Id).ShouldBe(projects.Select(project => Path.GetFileNameWithoutExtension(project.Name)), ignoreOrder: true);
        foreach (var package in packages)
        {
            using var symbols = ZipFile.OpenRead(Path.ChangeExtension(package.File, ".snupkg"));
            symbols.Entries.ShouldContain(entry => entry.FullName.EndsWith(IsTool(package) ? "takumi.pdb" : $"{package.Id}.pdb"), package.Id);
        }
    }

    [Fact]
    public async Task Every_package_has_readme_licence_description_and_documentation()
    {
        foreach (var package in await packed.GetAsync(Cancellation))
        {
            package.Metadata("license").ShouldBe("MIT", package.Id);
            package.Metadata("readme").ShouldBe("README.md", package.Id);
            package.ReadText("README.md").ShouldStartWith($"# {package.Id}");
            package.Metadata("description").ShouldNotBe("Package Description", package.Id);
            package.Metadata("description").ShouldNotBeEmpty(package.Id);
            if (IsTool(package))
                continue;
            Library(package).ShouldNotBeNull(package.Id);
            package.Files.ShouldContain(Path.ChangeExtension(Library(package), ".xml"), package.Id);
        }
    }

    [Fact]
    public async Task A_package_depends_on_what_its_project_references_and_on_pinned_versions_of_what_that_brings()
    {
        var central = Central();
        foreach (var package in (await packed.GetAsync(Cancellation)).Where(package => !IsTool(package)))
        {
            var project = XDocument.Parse(RepositoryFiles.All.Single(file => file.Name == package.Id + ".csproj").Text);
            // A package that can't be restored here is downloaded and referenced as a file (StackExchange.Redis): pack leaves it out unless told.
            var downloads = project.Descendants("PackageDownload").ToDictionary(Include, download => download.Attribute("Version")!.Value.Trim('[', ']'));
            var declared = project.Descendants("PackageReference").Where(reference => reference.Attribute("PrivateAssets")?.Value != "all").Select(Include).Concat(downloads.Keys);
            var dependencies = package.Dependencies.Where(dependency => !IsOurs(dependency)).ToDictionary(dependency => dependency.Id, dependency => dependency.Version);

            declared.Except(dependencies.Keys).ShouldBeEmpty($"{package.Id}: left out of the nuspec");
            foreach (var (id, version) in dependencies)
                (downloads.GetValueOrDefault(id) ?? central.GetValueOrDefault(id)).ShouldBe(version, $"{package.Id}: {id} is not pinned in Directory.Packages.props");
        }
    }

    [Fact]
    public async Task A_tool_brings_what_it_needs_and_its_command()
    {
        var tool = (await packed.GetAsync(Cancellation)).Single(IsTool);

        tool.Id.ShouldBe("Takumi.Observability.Cli");
        tool.ReadText("tools/net10.0/any/DotnetToolSettings.xml").ShouldContain("""<Command Name="takumi" EntryPoint="takumi.dll" Runner="dotnet" />""");
        tool.Files.ShouldContain("tools/net10.0/any/Takumi.Observability.Audit.dll");
        tool.Files.ShouldContain("tools/net10.0/any/System.CommandLine.dll");
    }

    [Fact]
    public async Task The_build_time_parts_reach_a_user_who_references_any_floor()
    {
        // NuGet's default stops build files and analyzers at the first package: an attribute would be there, and its weaver not.
        var ours = from package in await packed.GetAsync(Cancellation)
                   from dependency in package.Dependencies
                   where IsOurs(dependency)
                   select $"{package.Id} → {dependency.Id}: {dependency.Exclude}";

        ours.ShouldAllBe(line => line.EndsWith(": "));
        ours.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Abstractions_bring_nothing_but_the_runtime()
    {
        var package = (await packed.GetAsync(Cancellation)).Single(package => package.Id == Abstractions);
        using var library = new PEReader(new MemoryStream(package.ReadBytes(Library(package)!)));
        var metadata = library.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        package.Dependencies.Select(dependency => dependency.Id).Except(["Microsoft.Extensions.Logging.Abstractions"]).ShouldBeEmpty();
        references.Where(name => !name.StartsWith("System.")).Except(["Microsoft.Extensions.Logging.Abstractions"]).ShouldBeEmpty();
    }

    private static bool IsOurs(PackageDependency dependency) => dependency.Id.StartsWith("Takumi.", StringComparison.Ordinal);

    /// <summary>A dotnet tool is a program: it has no documentation file, and its dependencies are inside.</summary>
    private static bool IsTool(Package package) => package.Files.Contains("tools/net10.0/any/DotnetToolSettings.xml");

    private static string? Library(Package package) => package.Files.FirstOrDefault(file => file == $"lib/net10.0/{package.Id}.dll");

    private static Dictionary<string, string> Central() =>
        XDocument.Parse(RepositoryFiles.All.Single(file => file.Path == "Directory.Packages.props").Text).Descendants("PackageVersion")
            .ToDictionary(Include, version => version.Attribute("Version")!.Value);

    private static string Include(XElement item) => item.Attribute("Include")!.Value;
}

using System.Xml.Linq;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>Project files are short, versions are central, and each floor knows only what lies below it.</summary>
public sealed class ProjectTests
{
    private const string Abstractions = "Takumi.Observability.Abstractions", Core = "Takumi.Observability";

    /// <summary>Part of the build, not of the program: no floor of the house.</summary>
    private static readonly string[] s_buildTime = ["Takumi.Observability.Generators", "Takumi.Observability.Weaving"];

    [Fact]
    public void Versions_stand_in_one_file() => RepositoryFiles.All.SelectMany(Versions).ShouldBeEmpty();

    [Fact]
    public void A_version_in_a_project_is_found()
    {
        Versions(Project("A", """<PackageReference Include="X" Version="1.0" />""")).ShouldHaveSingleItem();
        Versions(Project("A", """<PackageReference Include="X"><Version>1.0</Version></PackageReference>""")).ShouldHaveSingleItem();
        Versions(Project("A", """<PackageReference Include="X" VersionOverride="1.0" />""")).ShouldHaveSingleItem();
        Versions(Project("A", """<PackageReference Include="X" />""")).ShouldBeEmpty();
    }

    [Fact]
    public void Each_floor_references_only_what_lies_below() => RepositoryFiles.All.SelectMany(Sideways).ShouldBeEmpty();

    [Fact]
    public void A_look_sideways_or_up_is_found()
    {
        Sideways(Project(Abstractions, Reference(Core))).ShouldHaveSingleItem();
        Sideways(Project(Abstractions, """<PackageReference Include="OpenTelemetry" />""")).ShouldHaveSingleItem();
        Sideways(Project(Core, Reference("Takumi.Observability.AspNetCore"))).ShouldHaveSingleItem();
        Sideways(Project("Takumi.Observability.Npgsql", Reference("Takumi.Observability.Audit"))).ShouldHaveSingleItem();
        Sideways(Project("Takumi.Observability.Npgsql", Reference(Core))).ShouldBeEmpty();
        Sideways(Project("Takumi.Observability.Cli", Reference("Takumi.Observability.Audit"))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_has_a_readme_with_more_than_a_title()
    {
        var readmes = RepositoryFiles.All.Where(file => file.Name == "README.md" && file.Lines.Count(line => line.Length > 0) > 1).Select(file => file.Path);
        var packages = RepositoryFiles.All.Where(file => file.IsProject && file.IsIn("src") && !file.Text.Contains("<IsPackable>false</IsPackable>"));

        packages.Select(project => project.Path.Replace(project.Name, "README.md")).Except(readmes).ShouldBeEmpty();
    }

    private static IEnumerable<string> Versions(RepositoryFile file) =>
        from reference in file.IsProject ? XDocument.Parse(file.Text).Descendants("PackageReference") : []
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null || reference.Element("Version") is not null
        select $"{file.Path}: {reference}";

    private static IEnumerable<string> Sideways(RepositoryFile file)
    {
        if (!file.IsProject || !file.IsIn("src"))
            return [];

        var project = XDocument.Parse(file.Text);
        var name = Path.GetFileNameWithoutExtension(file.Name);
        var projects = project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        var packages = project.Descendants("PackageReference").Where(reference => reference.Attribute("PrivateAssets")?.Value != "all").Select(reference => reference.Attribute("Include")!.Value);
        return projects.Where(reference => !MayReference(name, reference))
            .Concat(packages.Where(package => name == Abstractions && package != "Microsoft.Extensions.Logging.Abstractions"))
            .Select(reference => $"{file.Path} must not reference {reference}");
    }

    private static bool MayReference(string project, string other) => project switch
    {
        Abstractions => s_buildTime.Contains(other),
        Core => other == Abstractions,
        "Takumi.Observability.Cli" => true,
        _ when s_buildTime.Contains(project) => false,
        _ => other is Abstractions or Core,
    };

    private static RepositoryFile Project(string name, string item) =>
        new($"src/{name}/{name}.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{item}</ItemGroup></Project>");

    private static string Reference(string project) => $"<ProjectReference Include=\"../{project}/{project}.csproj\" />";
}

namespace Takumi.Observability.Tests.Conventions;

/// <summary>What lies at the top of the repository is decided in one place: here.</summary>
public sealed class LayoutTests
{
    private static readonly string[] s_topLevel =
    [
        ".ci/", ".editorconfig", ".github/", ".gitignore", "AGENTS.md", "CHANGELOG.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "README.md",
        "Takumi.Observability.sln", "benchmarks/", "global.json", "nuget.config", "samples/", "src/", "tests/",
    ];

    [Fact]
    public void Nothing_else_lies_at_the_top() => RepositoryFiles.TopLevel.Except(s_topLevel).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_missing_at_the_top() => s_topLevel.Except(RepositoryFiles.TopLevel).ShouldBeEmpty();

    [Fact]
    public void The_scan_reaches_every_corner()
    {
        var paths = RepositoryFiles.All.Select(file => file.Path).ToList();

        paths.ShouldContain(".ci/run");
        paths.ShouldContain(".github/workflows/ci.yml");
        paths.ShouldContain("nuget.config");
        paths.ShouldContain("src/Takumi.Observability.Abstractions/README.md");
        paths.ShouldContain("tests/Takumi.Observability.Tests/Conventions/LayoutTests.cs");
        paths.ShouldNotContain(path => path.Contains("/obj/") || path.Contains("/bin/") || path.StartsWith(".git/"));
    }

    [Fact]
    public void Every_project_is_in_the_solution_or_a_step_of_its_own_in_CI()
    {
        var solution = Text("Takumi.Observability.sln").Replace('\\', '/');
        var steps = Text(".github/workflows/ci.yml").Split('\n').Select(line => line.Trim()).ToHashSet();

        RepositoryFiles.All.Where(file => file.IsProject && !file.IsStrangers && !solution.Contains(file.Path) && !steps.Contains($"run: dotnet test {Path.GetDirectoryName(file.Path)}"))
            .Select(file => file.Path).ShouldBeEmpty();
    }

    private static string Text(string path) => RepositoryFiles.All.Single(file => file.Path == path).Text;
}

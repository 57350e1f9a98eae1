namespace Takumi.Observability.Tests.Conventions;

/// <summary>What lies at the top of the repository is decided in one place: here.</summary>
public sealed class LayoutTests
{
    private static readonly string[] s_topLevel =
    [
        ".ci/", ".editorconfig", ".github/", ".gitignore", "AGENTS.md", "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", "LICENSE", "README.md",
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
    public void Every_project_is_in_the_solution()
    {
        var solution = RepositoryFiles.All.Single(file => file.Path == "Takumi.Observability.sln").Text.Replace('\\', '/');

        RepositoryFiles.All.Where(file => file.IsProject && !solution.Contains(file.Path)).Select(file => file.Path).ShouldBeEmpty();
    }
}

namespace Takumi.Observability.Tests.Conventions;

/// <summary>A merge that was not finished is found, also where no compiler looks.</summary>
public sealed class MergeTests
{
    // Put together here, so that this file is none of those it finds.
    private static readonly string[] s_markers = [new string('<', 7) + " ", new string('>', 7) + " "];

    [Fact]
    public void No_file_holds_both_sides_of_a_conflict() => RepositoryFiles.All.SelectMany(Violations).ShouldBeEmpty();

    [Fact]
    public void Both_sides_are_found() =>
        Violations(new RepositoryFile("CHANGELOG.md", $"a\n{s_markers[0]}HEAD\nb\n=======\nc\n{s_markers[1]}main\n")).ShouldBe(["CHANGELOG.md:2", "CHANGELOG.md:6"]);

    private static IEnumerable<string> Violations(RepositoryFile file) =>
        from line in file.Lines.Index()
        where s_markers.Any(marker => line.Item.StartsWith(marker, StringComparison.Ordinal))
        select $"{file.Path}:{line.Index + 1}";
}

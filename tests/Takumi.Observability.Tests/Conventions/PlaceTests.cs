using System.Text.RegularExpressions;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>A checkout builds anywhere: nothing in it names a package registry or a path of somebody's machine.</summary>
public sealed partial class PlaceTests
{
    [Fact]
    public void Nothing_names_a_registry_or_a_path_of_a_machine() => RepositoryFiles.All.SelectMany(Violations).ShouldBeEmpty();

    [Theory]
    [InlineData("nuget.config", "<add key=\"x\" value=\"https://api.nuget" + ".org\" />")]
    [InlineData("src/A/README.md", "see registry" + ".npmjs.org")]
    [InlineData(".ci/run", "cd /" + "work/main")]
    [InlineData("tests/A/B.cs", "File.Open(\"/" + "root/x\")")]
    [InlineData("tests/A/B.cs", "var log = \"/" + "tmp/x.log\";")]
    [InlineData("nuget.config", "<packageSources><add key=\"a\" value=\"b\" /></packageSources>")]
    public void A_place_is_found_wherever_it_stands(string path, string text) =>
        Violations(new RepositoryFile(path, "\n" + text)).ShouldHaveSingleItem().ShouldStartWith($"{path}:2");

    [Theory]
    [InlineData("src/A/B.cs", "app.MapGet(\"/work\", …)")]
    [InlineData("src/A/B.cs", "https://example.com/home/user")]
    public void What_only_looks_like_a_place_is_not_found(string path, string text) => Violations(new RepositoryFile(path, text)).ShouldBeEmpty();

    private static IEnumerable<string> Violations(RepositoryFile file) =>
        from line in file.Lines.Index()
        where Registry().IsMatch(line.Item) || MachinePath().IsMatch(line.Item) || (file.Name == "nuget.config" && line.Item.Contains("<packageSources>"))
        select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}";

    // A bracket keeps each pattern from finding itself.
    [GeneratedRegex(@"api[.]nuget[.]org|/v3/index[.]json|registry[.]npmjs|registry[.]yarnpkg|pkgs[.]dev[.]azure|pypi[.]org|artifactor[y]|jfrog[.]io|packages[.]microsoft[.]com", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();

    [GeneratedRegex(@"(?<![\w.~}/-])/(work|root|tmp|home|Users)/\w|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}

using System.Text.RegularExpressions;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>How the code is cut and named: one type a file, short files, names that say something.</summary>
public sealed partial class SourceTests
{
    private const int LineLimit = 250;

    [Fact]
    public void The_code_keeps_to_the_rules() => RepositoryFiles.All.Where(file => file.IsSource).SelectMany(Violations).ShouldBeEmpty();

    [Theory]
    [InlineData("src/A/WalletHelper.cs", "internal static class WalletHelper;", "the name WalletHelper says nothing")]
    [InlineData("tests/A/Outer.cs", "class Outer\n{\n    private sealed class ThingManager;\n}", "the name ThingManager says nothing")]
    [InlineData("src/A/Wallet.cs", "public sealed class Purse;", "holds Purse, not Wallet")]
    [InlineData("src/A/Wallet.cs", "class Wallet;\npublic readonly record struct Coin(int Value);", "holds Wallet and Coin")]
    [InlineData("src/A/Wallet.cs", "class Wallet { DateTimeOffset Now => DateTimeOffset.UtcNow; }", "DateTimeOffset.UtcNow: take a TimeProvider")]
    [InlineData("tests/A/Wallet.cs", "class Wallet { void Wait() => Thread" + ".Sleep(1); }", "sleeps: wait for what is to happen")]
    [InlineData("src/A/Wallet.cs", "#region Public\nclass Wallet;\n#endregion", "#region")]
    public void A_breach_is_found(string path, string text, string breach) =>
        Violations(new RepositoryFile(path, text)).ShouldHaveSingleItem().ShouldBe($"{path}: {breach}");

    [Fact]
    public void A_long_file_is_found() =>
        Violations(new RepositoryFile("src/A/Wallet.cs", "class Wallet;" + new string('\n', LineLimit))).ShouldHaveSingleItem().ShouldBe("src/A/Wallet.cs: 251 lines, more than 250");

    [Theory]
    [InlineData("src/A/Wallet.Keys.cs", "public static partial class Wallet;")]
    [InlineData("src/A/Wallet.cs", "public sealed class Wallet<T>\n{\n    private sealed class Slot;\n}")]
    [InlineData("tests/A/AssemblyInfo.cs", "[assembly: Something]")]
    [InlineData("src/A/Wallet.cs", "/// <summary>A class of helper.</summary>\nclass Wallet;")]
    public void What_keeps_to_the_rules_is_not_found(string path, string text) => Violations(new RepositoryFile(path, text)).ShouldBeEmpty();

    private static IEnumerable<string> Violations(RepositoryFile file)
    {
        var isProduct = file.IsIn("src");
        if (isProduct && file.Lines.Count > LineLimit)
            yield return $"{file.Path}: {file.Lines.Count} lines, more than {LineLimit}";

        foreach (Match type in TypeDeclaration().Matches(file.Text))
        {
            if (EmptyName().IsMatch(type.Groups["name"].Value))
                yield return $"{file.Path}: the name {type.Groups["name"].Value} says nothing";
        }

        if (isProduct && TopLevelBreach(file) is { } breach)
            yield return $"{file.Path}: {breach}";

        foreach (Match clock in isProduct ? Clock().Matches(file.Text) : Enumerable.Empty<Match>())
            yield return $"{file.Path}: {clock.Value}: take a TimeProvider";

        if (file.IsIn("tests") && Sleep().IsMatch(file.Text))
            yield return $"{file.Path}: sleeps: wait for what is to happen";

        if (Region().IsMatch(file.Text))
            yield return $"{file.Path}: #region";
    }

    private static string? TopLevelBreach(RepositoryFile file)
    {
        var types = TopLevelDeclaration().Matches(file.Text).Select(match => match.Groups["name"].Value).ToList();
        var expected = file.Name.Split('.')[0];
        return types.Count switch
        {
            > 1 => $"holds {string.Join(" and ", types)}",
            1 when types[0] != expected => $"holds {types[0]}, not {expected}",
            _ => null,
        };
    }

    private const string Declaration = @"(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|ref|partial|unsafe|new) )*(?:class|record struct|record class|record|struct|interface|enum) (?<name>\w+)";

    [GeneratedRegex("^[ ]*" + Declaration, RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("^" + Declaration, RegexOptions.Multiline)]
    private static partial Regex TopLevelDeclaration();

    [GeneratedRegex("(Helpers?|Utils?|Utility|Utilities|Manager|Impl|Common|Base)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bThread\.Sleep\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();
}

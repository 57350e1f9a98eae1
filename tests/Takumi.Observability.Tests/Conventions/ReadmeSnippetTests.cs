namespace Takumi.Observability.Tests.Conventions;

/// <summary>
/// Every C# block of every README is compiled code: it stands, line by line, in a file under samples/ or in a folder <c>ReadmeSnippets</c> of a test project.
/// Indentation and blank lines don't count.
/// </summary>
public sealed class ReadmeSnippetTests
{
    private static readonly RepositoryFile s_sample = new("samples/Shop/Program.cs", "using A;\n\nclass P\n{\n    void M()\n    {\n        Call(1);\n    }\n}");

    [Fact]
    public void Every_snippet_is_compiled() => Violations(RepositoryFiles.All).ShouldBeEmpty();

    [Fact]
    public void A_snippet_that_nobody_compiles_is_found_by_file_and_block()
    {
        var readme = new RepositoryFile("src/A/README.md", "# A\n```csharp\nCall(1);\n```\ntext\n```csharp\nCall(2);\n// …\n```\n");

        Violations([readme, s_sample]).ShouldBe(["src/A/README.md, C# block 2, line 6: no file under samples/ or in a ReadmeSnippets folder holds it:\nCall(2);\n// …"]);
    }

    [Theory]
    [InlineData("```csharp\nvoid M()\n{\n    Call(1);\n}\n```")]
    [InlineData("```csharp\nusing A;\nclass P\n{\n```")]
    [InlineData("```json\n{}\n```")]
    public void Indentation_and_blank_lines_do_not_count(string text) => Violations([new RepositoryFile("README.md", text), s_sample]).ShouldBeEmpty();

    [Theory]
    [InlineData("```csharp\nCall(1\n```", "a part of a line")]
    [InlineData("```csharp\nusing A;\nCall(1);\n```", "lines that are not neighbours")]
    [InlineData("```cs\nCall(2);\n```", "the short name of the language")]
    [InlineData("```C#\nCall(2);\n```", "its other name")]
    public void Half_a_match_is_none(string text, string because) => Violations([new RepositoryFile("README.md", text), s_sample]).Count().ShouldBe(1, because);

    [Fact]
    public void A_file_that_nobody_compiles_proves_nothing()
    {
        var readme = new RepositoryFile("README.md", "```csharp\nCall(1);\n```");

        Violations([readme, s_sample with { Path = "src/A/Program.cs" }]).Count().ShouldBe(1);
        Violations([readme, s_sample with { Path = "tests/A/ReadmeSnippets/Program.cs" }]).ShouldBeEmpty();
    }

    private static IEnumerable<string> Violations(IReadOnlyList<RepositoryFile> files)
    {
        var compiled = files.Where(IsSnippetSource).Select(file => Normalize(file.Lines)).ToList();
        return from readme in files
               where readme.Name == "README.md"
               from block in Blocks(readme).Index()
               let text = Normalize(block.Item.Lines)
               where !compiled.Exists(source => source.Contains(text, StringComparison.Ordinal))
               select $"{readme.Path}, C# block {block.Index + 1}, line {block.Item.Start}: no file under samples/ or in a ReadmeSnippets folder holds it:{text.TrimEnd()}";
    }

    private static bool IsSnippetSource(RepositoryFile file) => file.IsSource && (file.IsIn("samples") || (file.IsIn("tests") && file.Path.Contains("/ReadmeSnippets/")));

    /// <summary>Each line between two line ends, so that only whole lines match.</summary>
    private static string Normalize(IEnumerable<string> lines) =>
        "\n" + string.Concat(lines.Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => line + "\n"));

    private static IEnumerable<(int Start, IReadOnlyList<string> Lines)> Blocks(RepositoryFile readme)
    {
        var lines = readme.Lines;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsFence(lines[i]))
                continue;

            var body = lines.Skip(i + 1).TakeWhile(line => !line.Trim().StartsWith("```", StringComparison.Ordinal)).ToList();
            yield return (i + 1, body);
            i += body.Count + 1;
        }
    }

    private static bool IsFence(string line) => line.Trim().ToLowerInvariant() is "```csharp" or "```cs" or "```c#";
}

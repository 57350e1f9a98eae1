using Xunit;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A program that tests use when the machine has it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Package">The Debian package that brings it.</param>
/// <param name="Folder">Where Debian puts it when that is not on the PATH; looked at first.</param>
public sealed record Executable(string Name, string Package, string? Folder = null)
{
    /// <summary>Set to <c>required</c> where an absent server must fail the tests (CI) instead of skipping them (a laptop).</summary>
    public const string Variable = "TAKUMI_SERVERS";

    /// <summary>The program's full path; ends the running test, as skipped or failed, when the machine doesn't have it.</summary>
    public string Require() => Require(Environment.GetEnvironmentVariable(Variable));

    internal string Require(string? servers)
    {
        if (Find() is { } path)
            return path;

        var absence = $"{Name} is not installed: apt-get install {Package}";
        if (servers == "required")
            Assert.Fail(absence);

        Assert.Skip(absence);
        return absence;
    }

    private string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Prepend(Folder).OfType<string>().Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
    }
}

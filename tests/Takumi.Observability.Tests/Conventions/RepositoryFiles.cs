using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>Every text file of the checkout, in every folder, except what builds produce (the folders that .gitignore names).</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_binary = [".png", ".ico", ".dll", ".pdb", ".snk", ".woff2"];

    private static readonly HashSet<string> s_ignored =
        [".git", .. File.ReadLines(RepositoryRoot.Combine(".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/'))];

    public static IReadOnlyList<RepositoryFile> All { get; } = [.. Read(new DirectoryInfo(RepositoryRoot.Path))];

    /// <summary>The names at the top of the checkout: files as they are, folders with a <c>/</c>.</summary>
    public static IReadOnlyList<string> TopLevel { get; } =
        [.. new DirectoryInfo(RepositoryRoot.Path).EnumerateFileSystemInfos().Where(entry => !s_ignored.Contains(entry.Name)).Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)];

    private static IEnumerable<RepositoryFile> Read(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => !s_binary.Contains(file.Extension) && file.Name != ".git"))
        {
            var path = Path.GetRelativePath(RepositoryRoot.Path, file.FullName).Replace('\\', '/');
            yield return new RepositoryFile(path, File.ReadAllText(file.FullName).ReplaceLineEndings("\n"));
        }

        foreach (var file in folder.EnumerateDirectories().Where(child => !s_ignored.Contains(child.Name)).SelectMany(Read))
            yield return file;
    }
}

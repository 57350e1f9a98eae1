namespace Takumi.Observability.Testing;

/// <summary>The checkout that the running tests were built from: the nearest folder above the test assembly that holds the solution.</summary>
public static class RepositoryRoot
{
    private const string Solution = "Takumi.Observability.sln";

    public static string Path { get; } = Find();

    public static string Combine(params string[] segments) => System.IO.Path.Combine([Path, .. segments]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds {Solution}: the tests must run from a build inside the checkout.");
    }
}

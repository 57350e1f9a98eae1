namespace Takumi.Observability.Testing;

/// <summary>A new, empty temporary folder that only its owner can read; gone with everything in it on dispose.</summary>
public sealed class PrivateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("takumi-").FullName;

    public string Combine(params string[] segments) => System.IO.Path.Combine([Path, .. segments]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed a moment ago may still be closing its files: a left-over temporary folder is no reason to fail a test.
        }
    }
}

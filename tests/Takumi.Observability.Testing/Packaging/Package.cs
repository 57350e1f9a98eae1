using System.IO.Compression;
using System.Xml.Linq;

namespace Takumi.Observability.Testing.Packaging;

/// <summary>A .nupkg, opened.</summary>
public sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly XElement _metadata;

    public Package(string file)
    {
        File = file;
        _archive = ZipFile.OpenRead(file);
        using var nuspec = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public string File { get; }

    public string Id => Metadata("id");

    /// <summary>The paths of the files inside, with <c>/</c>.</summary>
    public IReadOnlyList<string> Files => [.. _archive.Entries.Select(entry => entry.FullName)];

    public IReadOnlyList<PackageDependency> Dependencies =>
        [.. _metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(PackageDependency.Read)];

    /// <summary>An element of the nuspec, as text; empty when it isn't there.</summary>
    public string Metadata(string name) => _metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    public string ReadText(string path)
    {
        using var reader = new StreamReader(_archive.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    public byte[] ReadBytes(string path)
    {
        using var content = new MemoryStream();
        using var entry = _archive.GetEntry(path)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }

    public override string ToString() => Id;

    public void Dispose() => _archive.Dispose();
}

using System.Xml.Linq;

namespace Takumi.Observability.Testing.Packaging;

/// <summary>A package that another one brings with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The lowest version that will do.</param>
/// <param name="Exclude">The assets that stop there, for example <c>Build,Analyzers</c>; empty when all flow on to the user.</param>
public sealed record PackageDependency(string Id, string Version, string Exclude)
{
    internal static PackageDependency Read(XElement dependency) => new(
        dependency.Attribute("id")!.Value,
        dependency.Attribute("version")!.Value,
        dependency.Attribute("exclude")?.Value ?? "");
}

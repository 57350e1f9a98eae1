using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Finds assemblies where the compiler found them, and nowhere else.</summary>
internal sealed class ReferenceResolver(IReadOnlyList<string> references) : IAssemblyResolver
{
    private readonly Dictionary<string, string> _paths = references
        .GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, AssemblyDefinition> _assemblies = new(StringComparer.OrdinalIgnoreCase);

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (_assemblies.TryGetValue(name.Name, out var known))
            return known;
        if (!_paths.TryGetValue(name.Name, out var path))
            throw new WeavingException($"the referenced assembly '{name.Name}' is not among the references of the project.");
        if (!File.Exists(path))
            throw new WeavingException($"the referenced assembly '{name.Name}' is not at '{path}'.");
        try
        {
            return _assemblies[name.Name] = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = this });
        }
        catch (Exception exception)
        {
            // Whatever it is, locked, cut off or no assembly at all: without the name nobody knows which of the references to look at.
            throw new WeavingException($"the referenced assembly '{name.Name}' at '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        foreach (var assembly in _assemblies.Values)
            assembly.Dispose();
    }
}

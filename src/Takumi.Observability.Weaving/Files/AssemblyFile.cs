using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Files;

/// <summary>
/// An assembly on disk with its symbols: a PDB beside it, embedded, or none. Everything that touches the disk is here.
/// The woven files are finished in the scratch folder and then renamed over the originals, so that a reader, or the next build after an interruption,
/// finds the one or the other and nothing in between.
/// </summary>
internal sealed class AssemblyFile(string path, string scratchFolder)
{
    private readonly string _pdb = Path.ChangeExtension(path, ".pdb");

    private string WovenAssembly => Path.Combine(scratchFolder, Path.GetFileName(path));

    private string WovenPdb => Path.Combine(scratchFolder, Path.GetFileName(_pdb));

    /// <summary>Reads the assembly into memory, without its symbols.</summary>
    public ModuleDefinition Read(IAssemblyResolver resolver)
    {
        try
        {
            return ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(path)), new ReaderParameters { AssemblyResolver = resolver });
        }
        catch (BadImageFormatException exception)
        {
            throw new WeavingException($"it is not a .NET assembly ({exception.Message}).", exception);
        }
    }

    /// <summary>Reads the symbols, if there are any.</summary>
    public void ReadSymbols(ModuleDefinition module)
    {
        if (IsEmbedded(module))
        {
            module.ReadSymbols(new EmbeddedPortablePdbReaderProvider().GetSymbolReader(module, path));
            return;
        }

        if (!HasPdb(module))
            return;
        var content = File.ReadAllBytes(_pdb);
        if (!IsPortable(content))
            throw new WeavingException($"'{_pdb}' is a Windows PDB: set DebugType to portable or embedded.");
        try
        {
            module.ReadSymbols(new PortablePdbReaderProvider().GetSymbolReader(module, new MemoryStream(content)));
        }
        catch (SymbolsNotMatchingException exception)
        {
            throw new WeavingException($"'{_pdb}' belongs to another build of the assembly. Rebuild the project.", exception);
        }
    }

    /// <summary>Puts the woven assembly in the place of the original.</summary>
    public void Write(ModuleDefinition module, string? keyFile)
    {
        Directory.CreateDirectory(scratchFolder);
        var parameters = new WriterParameters { DeterministicMvid = true, WriteSymbols = module.HasSymbols };
        if (!string.IsNullOrEmpty(keyFile))
            parameters.StrongNameKeyBlob = File.ReadAllBytes(keyFile);

        var pdbIsApart = module.HasSymbols && !IsEmbedded(module);
        using (var pdb = pdbIsApart ? new FileStream(WovenPdb, FileMode.Create, FileAccess.ReadWrite) : null)
        {
            if (module.HasSymbols)
                parameters.SymbolWriterProvider = pdbIsApart ? new PortablePdbWriterProvider() : new EmbeddedPortablePdbWriterProvider();
            parameters.SymbolStream = pdb;
            module.Write(WovenAssembly, parameters);
        }

        // The order matters: a woven assembly beside the old PDB is recognised and finished by the next build.
        Replace(WovenAssembly, path);
        if (pdbIsApart)
            Replace(WovenPdb, _pdb);
    }

    /// <summary>The assembly is woven: where an interruption kept its PDB from following, it follows now.</summary>
    public void FinishInterruptedWrite(ModuleDefinition module)
    {
        if (HasPdbEntry(module) && File.Exists(WovenPdb))
            Replace(WovenPdb, _pdb);
    }

    private static void Replace(string source, string target)
    {
        if (File.Exists(target))
            File.Replace(source, target, null);
        else
            File.Move(source, target);
    }

    private static bool IsEmbedded(ModuleDefinition module) => HasEntry(module, ImageDebugType.EmbeddedPortablePdb);

    private static bool HasPdbEntry(ModuleDefinition module) => HasEntry(module, ImageDebugType.CodeView) && !IsEmbedded(module);

    private static bool HasEntry(ModuleDefinition module, ImageDebugType type) =>
        module.HasDebugHeader && module.GetDebugHeader().Entries.Any(entry => entry.Directory.Type == type);

    // The metadata signature that a portable PDB begins with.
    private static bool IsPortable(byte[] content) => content.Length > 4 && System.Text.Encoding.ASCII.GetString(content, 0, 4) == "BSJB";

    private bool HasPdb(ModuleDefinition module) => HasPdbEntry(module) && File.Exists(_pdb);
}

using System.Diagnostics;
using Microsoft.Build.Framework;
using Takumi.Observability.Weaving.Files;

namespace Takumi.Observability.Weaving;

/// <summary>The build step: writes the spans of attributed methods into the assembly that the compiler has just made.</summary>
public sealed class WeaveSpans : Microsoft.Build.Utilities.Task
{
    /// <summary>The compiler's output; its PDB, if it has one of its own, lies beside it.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>What the compiler was given as references.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>A private folder for what is not finished yet, on the same volume as the assembly.</summary>
    [Required]
    public string ScratchFolder { get; set; } = "";

    /// <summary>The strong-name key to sign with again, if the assembly was signed with one.</summary>
    public string? KeyFile { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var weaver = new AssemblyWeaver([.. References.Select(reference => reference.ItemSpec)], KeyFile, Report);
            var count = weaver.Weave(new AssemblyFile(Assembly, ScratchFolder));
            if (count > 0)
                Log.LogMessage(MessageImportance.Normal, "Takumi: wove {0} spans into {1} in {2} ms", count, Assembly, watch.ElapsedMilliseconds);
        }
        catch (Exception exception)
        {
            Report(WeavingError.Failed(Assembly, exception));
        }

        return !Log.HasLoggedErrors;
    }

    private void Report(WeavingError error) =>
        Log.LogError(null, error.Id, null, error.File ?? Assembly, error.Line, error.Column, 0, 0, error.Message);
}

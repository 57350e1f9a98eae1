using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Takumi.Observability.Weaving.Tests.Debugging.Interop;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>libmscordbi, which every runtime on Linux carries beside libcoreclr: the debugging interface that IDEs use, entered as Microsoft's dbgshim does.</summary>
internal static unsafe class DebuggingLibrary
{
    private const int DebuggerVersion = 4;
    private const uint ProcessAttach = 1;

    private static readonly StrategyBasedComWrappers s_wrappers = new();
    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Where this process's runtime lies, which is the one that the debugged programs get too.</summary>
    public static string RuntimeFolder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>The interface for one process whose runtime is loaded.</summary>
    public static ICorDebug CreateFor(int processId)
    {
        var create = (delegate* unmanaged<int, int, char*, char*, nint, nint*, int>)NativeLibrary.GetExport(s_library.Value, "CoreCLRCreateCordbObject3");
        nint debug;
        fixed (char* dataAccess = Path.Combine(RuntimeFolder, "libmscordaccore.so"))
            Marshal.ThrowExceptionForHR(create(DebuggerVersion, processId, null, dataAccess, AddressOfRuntime(processId), &debug));

        var wrapper = (ICorDebug)s_wrappers.GetOrCreateObjectForComInstance(debug, CreateObjectFlags.None);
        Marshal.Release(debug);
        return wrapper;
    }

    private static nint Load()
    {
        var library = NativeLibrary.Load(Path.Combine(RuntimeFolder, "libmscordbi.so"));
        // dlopen knows nothing of DllMain, which sets up the transport.
        var main = (delegate* unmanaged<nint, uint, nint, int>)NativeLibrary.GetExport(library, "DllMain");
        return main(library, ProcessAttach, 0) != 0 ? library : throw new InvalidOperationException("libmscordbi could not be initialized.");
    }

    // The first mapping of a library is where it begins.
    private static nint AddressOfRuntime(int processId)
    {
        var mapping = File.ReadLines($"/proc/{processId}/maps").First(line => line.EndsWith(Path.Combine(RuntimeFolder, "libcoreclr.so"), StringComparison.Ordinal));
        return nint.Parse(mapping.AsSpan(0, mapping.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}

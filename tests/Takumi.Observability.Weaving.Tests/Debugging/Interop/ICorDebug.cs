using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>The runtime's debugging interface, as far as the tests call it.</summary>
/// <remarks>Here as in its neighbours the order of the members is the interface's own; a member that nobody calls only keeps its place and has no parameters. Source: cordebug.idl of the runtime.</remarks>
[GeneratedComInterface]
[Guid("3d6f5f61-7538-11d3-8d5b-00104b35e7ef")]
internal partial interface ICorDebug
{
    void Initialize();

    void Terminate();

    void SetManagedHandler(ICorDebugManagedCallback handler);

    void SetUnmanagedHandler();

    void CreateProcess();

    ICorDebugController DebugActiveProcess(int processId, [MarshalAs(UnmanagedType.Bool)] bool nativeToo);
}

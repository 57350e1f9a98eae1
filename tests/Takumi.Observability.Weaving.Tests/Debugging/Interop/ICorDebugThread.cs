using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>A thread of a stopped process.</summary>
[GeneratedComInterface]
[Guid("938c6d66-7fb6-4f69-b389-425b8987329b")]
internal partial interface ICorDebugThread
{
    void GetProcess();

    void GetID();

    void GetHandle();

    void GetAppDomain();

    void SetDebugState();

    void GetDebugState();

    void GetUserState();

    void GetCurrentException();

    void ClearCurrentException();

    ICorDebugStepper CreateStepper();

    void EnumerateChains();

    void GetActiveChain();

    ICorDebugILFrame? GetActiveFrame();
}

using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>What the runtime tells a debugger. The process stands still at every call until it is let go.</summary>
[GeneratedComInterface]
[Guid("3d6f5f60-7538-11d3-8d5b-00104b35e7ef")]
internal partial interface ICorDebugManagedCallback
{
    void Breakpoint(nint domain, ICorDebugThread thread, nint breakpoint);

    void StepComplete(nint domain, ICorDebugThread thread, nint stepper, int reason);

    void Break(nint domain, nint thread);

    void Exception(nint domain, nint thread, int unhandled);

    void EvalComplete(nint domain, nint thread, nint evaluation);

    void EvalException(nint domain, nint thread, nint evaluation);

    void CreateProcess(ICorDebugController process);

    void ExitProcess(nint process);

    void CreateThread(nint domain, nint thread);

    void ExitThread(nint domain, nint thread);

    void LoadModule(nint domain, ICorDebugModule module);

    void UnloadModule(nint domain, nint module);

    void LoadClass(nint domain, nint type);

    void UnloadClass(nint domain, nint type);

    void DebuggerError(nint process, int error, int code);

    void LogMessage(nint domain, nint thread, int level, nint logSwitch, nint message);

    void LogSwitch(nint domain, nint thread, int level, int reason, nint logSwitch, nint parent);

    void CreateAppDomain(nint process, nint domain);

    void ExitAppDomain(nint process, nint domain);

    void LoadAssembly(nint domain, nint assembly);

    void UnloadAssembly(nint domain, nint assembly);

    void ControlCTrap(nint process);

    void NameChange(nint domain, nint thread);

    void UpdateModuleSymbols(nint domain, nint module, nint symbols);

    void EditAndContinueRemap(nint domain, nint thread, nint function, int accurate);

    void BreakpointSetError(nint domain, nint thread, nint breakpoint, int error);
}

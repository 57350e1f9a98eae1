using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Threading.Channels;
using Takumi.Observability.Weaving.Tests.Debugging.Interop;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>Hands a thread that reached a breakpoint or the end of a step to the test, and lets the process go on after everything else.</summary>
/// <param name="loaded">Sees every module before any of its code runs under the debugger.</param>
[GeneratedComClass]
internal sealed partial class DebuggerEvents(Action<ICorDebugModule> loaded) : ICorDebugManagedCallback, ICorDebugManagedCallback2
{
    private readonly Channel<ICorDebugThread> _stops = Channel.CreateUnbounded<ICorDebugThread>();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICorDebugController? _process;

    /// <summary>The stopped threads; ends with the process.</summary>
    public ChannelReader<ICorDebugThread> Stops => _stops.Reader;

    public Task Exited => _exited.Task;

    public void Continue() => _process!.Continue(outOfBand: false);

    public void CreateProcess(ICorDebugController process)
    {
        _process = process;
        Continue();
    }

    public void ExitProcess(nint process)
    {
        _stops.Writer.TryComplete();
        _exited.SetResult();
        Continue();
    }

    public void LoadModule(nint domain, ICorDebugModule module)
    {
        try
        {
            loaded(module);
        }
        catch (Exception exception)
        {
            _stops.Writer.TryComplete(exception);
        }

        Continue();
    }

    public void Breakpoint(nint domain, ICorDebugThread thread, nint breakpoint) => _stops.Writer.TryWrite(thread);

    public void StepComplete(nint domain, ICorDebugThread thread, nint stepper, int reason) => _stops.Writer.TryWrite(thread);

    public void DebuggerError(nint process, int error, int code) => _stops.Writer.TryComplete(Marshal.GetExceptionForHR(error));

    public void BreakpointSetError(nint domain, nint thread, nint breakpoint, int error)
    {
        _stops.Writer.TryComplete(Marshal.GetExceptionForHR(error));
        Continue();
    }

    public void Break(nint domain, nint thread) => Continue();

    public void Exception(nint domain, nint thread, int unhandled) => Continue();

    public void EvalComplete(nint domain, nint thread, nint evaluation) => Continue();

    public void EvalException(nint domain, nint thread, nint evaluation) => Continue();

    public void CreateThread(nint domain, nint thread) => Continue();

    public void ExitThread(nint domain, nint thread) => Continue();

    public void UnloadModule(nint domain, nint module) => Continue();

    public void LoadClass(nint domain, nint type) => Continue();

    public void UnloadClass(nint domain, nint type) => Continue();

    public void LogMessage(nint domain, nint thread, int level, nint logSwitch, nint message) => Continue();

    public void LogSwitch(nint domain, nint thread, int level, int reason, nint logSwitch, nint parent) => Continue();

    public void CreateAppDomain(nint process, nint domain) => Continue();

    public void ExitAppDomain(nint process, nint domain) => Continue();

    public void LoadAssembly(nint domain, nint assembly) => Continue();

    public void UnloadAssembly(nint domain, nint assembly) => Continue();

    public void ControlCTrap(nint process) => Continue();

    public void NameChange(nint domain, nint thread) => Continue();

    public void UpdateModuleSymbols(nint domain, nint module, nint symbols) => Continue();

    public void EditAndContinueRemap(nint domain, nint thread, nint function, int accurate) => Continue();

    public void FunctionRemapOpportunity(nint domain, nint thread, nint oldFunction, nint newFunction, int oldOffset) => Continue();

    public void CreateConnection(nint process, int connection, nint name) => Continue();

    public void ChangeConnection(nint process, int connection) => Continue();

    public void DestroyConnection(nint process, int connection) => Continue();

    public void Exception(nint domain, nint thread, nint frame, int offset, int type, int flags) => Continue();

    public void ExceptionUnwind(nint domain, nint thread, int type, int flags) => Continue();

    public void FunctionRemapComplete(nint domain, nint thread, nint function) => Continue();

    public void MDANotification(nint controller, nint thread, nint assistant) => Continue();
}

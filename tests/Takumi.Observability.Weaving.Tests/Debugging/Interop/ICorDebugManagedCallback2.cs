using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>The second part of what the runtime tells a debugger; it accepts no handler without it.</summary>
[GeneratedComInterface]
[Guid("250e5eea-db5c-4c76-b6f3-8c46f12e3203")]
internal partial interface ICorDebugManagedCallback2
{
    void FunctionRemapOpportunity(nint domain, nint thread, nint oldFunction, nint newFunction, int oldOffset);

    void CreateConnection(nint process, int connection, nint name);

    void ChangeConnection(nint process, int connection);

    void DestroyConnection(nint process, int connection);

    void Exception(nint domain, nint thread, nint frame, int offset, int type, int flags);

    void ExceptionUnwind(nint domain, nint thread, int type, int flags);

    void FunctionRemapComplete(nint domain, nint thread, nint function);

    void MDANotification(nint controller, nint thread, nint assistant);
}

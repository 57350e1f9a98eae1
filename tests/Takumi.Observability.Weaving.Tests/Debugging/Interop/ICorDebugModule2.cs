using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>Says whether a module is the user's own code.</summary>
[GeneratedComInterface]
[Guid("7fcc5fb5-49c0-41de-9938-3b88b5b9add7")]
internal partial interface ICorDebugModule2
{
    void SetJMCStatus([MarshalAs(UnmanagedType.Bool)] bool justMyCode, int exceptionCount, nint exceptions);
}

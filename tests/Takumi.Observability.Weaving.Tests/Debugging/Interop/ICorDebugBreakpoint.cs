using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>A place at which every thread stops while it is active.</summary>
[GeneratedComInterface]
[Guid("cc7bcae8-8a68-11d2-983c-0000f808342d")]
internal partial interface ICorDebugBreakpoint
{
    void Activate([MarshalAs(UnmanagedType.Bool)] bool active);
}

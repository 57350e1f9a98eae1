using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>The IL of a method.</summary>
[GeneratedComInterface]
[Guid("cc7bcaf4-8a68-11d2-983c-0000f808342d")]
internal partial interface ICorDebugCode
{
    void IsIL();

    void GetFunction();

    void GetAddress();

    int GetSize();

    ICorDebugBreakpoint CreateBreakpoint(int offset);
}

using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>A method of a loaded assembly.</summary>
[GeneratedComInterface]
[Guid("cc7bcaf3-8a68-11d2-983c-0000f808342d")]
internal partial interface ICorDebugFunction
{
    ICorDebugModule GetModule();

    void GetClass();

    int GetToken();

    ICorDebugCode GetILCode();
}

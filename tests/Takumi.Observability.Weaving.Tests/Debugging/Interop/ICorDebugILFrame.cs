using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>A method on the stack of a stopped thread.</summary>
[GeneratedComInterface]
[Guid("03e26311-4f76-11d3-88c6-006097945418")]
internal partial interface ICorDebugILFrame
{
    void GetChain();

    void GetCode();

    ICorDebugFunction GetFunction();

    int GetFunctionToken();

    void GetStackRange();

    void GetCaller();

    void GetCallee();

    void CreateStepper();

    void GetIP(out int offset, out int mapping);
}

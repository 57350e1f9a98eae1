using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>Says whether a method is the user's own code.</summary>
[GeneratedComInterface]
[Guid("ef0c490b-94c3-4e4d-b629-ddc134c532d8")]
internal partial interface ICorDebugFunction2
{
    void SetJMCStatus([MarshalAs(UnmanagedType.Bool)] bool justMyCode);
}

using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>Makes a stepper pass over everything that isn't the user's code.</summary>
[GeneratedComInterface]
[Guid("c5b6e9c3-e7d1-4a8e-873b-7f047f0706f7")]
internal partial interface ICorDebugStepper2
{
    void SetJMC([MarshalAs(UnmanagedType.Bool)] bool justMyCode);
}

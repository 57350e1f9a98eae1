using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>Lets one thread run until it leaves some IL.</summary>
[GeneratedComInterface]
[Guid("cc7bcaec-8a68-11d2-983c-0000f808342d")]
internal partial interface ICorDebugStepper
{
    void IsActive();

    void Deactivate();

    void SetInterceptMask(InterceptMask mask);

    void SetUnmappedStopMask(int mask);

    void Step([MarshalAs(UnmanagedType.Bool)] bool stepIn);

    void StepRange([MarshalAs(UnmanagedType.Bool)] bool stepIn, in StepRange ranges, int count);
}

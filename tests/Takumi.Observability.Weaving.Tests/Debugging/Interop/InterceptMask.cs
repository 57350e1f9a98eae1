namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>Code that the runtime runs in between, in which a step may stop.</summary>
[Flags]
internal enum InterceptMask
{
    ClassInitialization = 1,
    Security = 4,
    All = 0xffff,
}

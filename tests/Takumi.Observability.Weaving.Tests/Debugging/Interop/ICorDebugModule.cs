using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>A loaded assembly.</summary>
[GeneratedComInterface]
[Guid("dba2d8c1-e5c5-4069-8c13-10a7c6abf43d")]
internal unsafe partial interface ICorDebugModule
{
    void GetProcess();

    long GetBaseAddress();

    void GetAssembly();

    void GetName(int capacity, out int length, char* name);

    void EnableJITDebugging();

    void EnableClassLoadCallbacks();

    ICorDebugFunction GetFunctionFromToken(int method);
}

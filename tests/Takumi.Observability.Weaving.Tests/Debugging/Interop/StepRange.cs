using System.Runtime.InteropServices;

namespace Takumi.Observability.Weaving.Tests.Debugging.Interop;

/// <summary>The IL of one step: a thread runs until it is no longer between <paramref name="Start"/> and <paramref name="End"/> (exclusive).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct StepRange(int Start, int End);

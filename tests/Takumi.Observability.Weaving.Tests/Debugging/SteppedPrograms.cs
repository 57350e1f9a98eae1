using Takumi.Observability.Testing;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>The program to step through, as the compiler leaves it and as the weaver leaves it.</summary>
public sealed class SteppedPrograms : IDisposable
{
    private readonly PrivateFolder _plain = new();
    private readonly PrivateFolder _woven = new();

    public SteppedPrograms()
    {
        Plain = SteppedProgram.Write(_plain.Path, woven: false);
        Woven = SteppedProgram.Write(_woven.Path, woven: true);
    }

    internal SteppedProgram Plain { get; }

    internal SteppedProgram Woven { get; }

    public void Dispose()
    {
        _plain.Dispose();
        _woven.Dispose();
    }
}

using Takumi.Observability.Weaving.Tests.Debugging.Interop;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>Steps through a program as an IDE does, and writes down every line at which it would have shown the program.</summary>
/// <param name="program">The program; its own assembly counts as the user's code, everything else doesn't.</param>
/// <param name="stepIn">F11 instead of F10.</param>
internal sealed class StepRecorder(SteppedProgram program, bool stepIn)
{
    private const int StopNowhereUnmapped = 0;
    private const int MaxPath = 4096;

    private readonly List<ICorDebugBreakpoint> _breakpoints = [];
    private readonly List<string> _lines = [];
    private ICorDebugModule? _module;
    private ICorDebugStepper? _stepper;

    /// <summary>The lines that are shown from the first of method <paramref name="first"/> until the program is back in its Main, or has ended.</summary>
    public async Task<IReadOnlyList<string>> RecordAsync(string call, string first, CancellationToken cancellationToken)
    {
        using var symbols = program.ReadSymbols();
        await using var process = await DebuggedProcess.AttachAsync(program.Path, call, module => Loaded(module, symbols, symbols.CodeOf(first)), cancellationToken);
        while (await process.NextStopAsync(cancellationToken) is { } thread)
        {
            if (!Advance(thread, symbols))
                break;

            process.Continue();
        }

        return _lines;
    }

    private void Loaded(ICorDebugModule module, Symbols symbols, int method)
    {
        if (NameOf(module) != program.Path)
            return;

        _module = module;
        ((ICorDebugModule2)module).SetJMCStatus(justMyCode: true, 0, 0);
        foreach (var passedOver in symbols.PassedOver)
            ((ICorDebugFunction2)module.GetFunctionFromToken(passedOver)).SetJMCStatus(justMyCode: false);
        Break(method, symbols.FirstLineOf(method));
    }

    private bool Advance(ICorDebugThread thread, Symbols symbols)
    {
        foreach (var breakpoint in _breakpoints)
            breakpoint.Activate(false);
        _breakpoints.Clear();
        _stepper?.Deactivate();

        var frame = thread.GetActiveFrame()!;
        var function = frame.GetFunction();
        NameOf(function.GetModule()).ShouldBe(program.Path);
        frame.GetIP(out var offset, out _);
        var method = function.GetToken();

        // At the point where an await gives up its thread, the step ends where the method goes on, on whatever thread.
        foreach (var (yield, resume) in symbols.AwaitsOf(method))
        {
            if (yield == offset)
            {
                Break(method, resume);
                return true;
            }
        }

        var line = symbols.LineAt(method, offset);
        if (line?.StartsWith("Main: ", StringComparison.Ordinal) == true)
            return false;

        if (line is not null)
            _lines.Add(line);
        Step(thread, symbols, method, symbols.StepAt(method, offset, function.GetILCode().GetSize()));
        return true;
    }

    private void Step(ICorDebugThread thread, Symbols symbols, int method, StepRange range)
    {
        foreach (var (yield, _) in symbols.AwaitsOf(method).Where(await => await.Yield >= range.Start && await.Yield < range.End))
            Break(method, yield);

        _stepper = thread.CreateStepper();
        _stepper.SetInterceptMask(InterceptMask.All & ~InterceptMask.Security & ~InterceptMask.ClassInitialization);
        _stepper.SetUnmappedStopMask(StopNowhereUnmapped);
        ((ICorDebugStepper2)_stepper).SetJMC(true);
        _stepper.StepRange(stepIn, range, 1);
    }

    private void Break(int method, int offset)
    {
        var breakpoint = _module!.GetFunctionFromToken(method).GetILCode().CreateBreakpoint(offset);
        breakpoint.Activate(true);
        _breakpoints.Add(breakpoint);
    }

    private static unsafe string NameOf(ICorDebugModule module)
    {
        var name = stackalloc char[MaxPath];
        module.GetName(MaxPath, out var length, name);
        return new string(name, 0, length - 1);
    }
}

using Spectre.Console;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Consoles over the writers of an invocation: colours on a terminal, plain unwrapped text everywhere else.</summary>
internal static class Consoles
{
    public static IAnsiConsole For(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = int.MaxValue / 2;
        return console;
    }
}

using Spectre.Console;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Consoles over the writers of an invocation: colours on a terminal, plain unwrapped text everywhere else.</summary>
internal static class Consoles
{
    public static IAnsiConsole For(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        if (output.IsTerminal)
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        // Left to itself, Spectre colours and wraps by the environment, whatever it writes to.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = int.MaxValue / 2;
        return console;
    }
}

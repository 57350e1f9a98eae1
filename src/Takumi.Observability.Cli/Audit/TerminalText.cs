namespace Takumi.Observability.Cli.Audit;

/// <summary>Text from a journal for a terminal. A record may hold what some attacker wrote: no control character reaches the screen.</summary>
internal static class TerminalText
{
    public static string CleanLines(string text) => string.Join('\n', text.Split('\n').Select(Clean));

    public static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;
}

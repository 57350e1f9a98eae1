using System.Globalization;
using System.Text.RegularExpressions;

namespace Takumi.Observability.Audit.Tests.Crash;

/// <summary>
/// One call of a traced run on one file of the journal: the <paramref name="Ordinal"/>th of its name on that path by its thread, from 1. strace counts by thread, too: where two
/// threads have an ordinal in common, an injection meets the earlier one.
/// </summary>
internal sealed partial record SystemCall(int Thread, string Name, string Path, int Ordinal)
{
    /// <summary>The calls in a trace that touch files below a directory, in their order.</summary>
    public static List<SystemCall> Parse(IEnumerable<string> trace, string directory)
    {
        var calls = new List<SystemCall>();
        foreach (var line in trace)
        {
            if (Call().Match(line) is { Success: true } match && Paths().Matches(line).Select(path => path.Value).FirstOrDefault(path => path.StartsWith(directory, StringComparison.Ordinal)) is { } path)
            {
                var (thread, name) = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value);
                calls.Add(new SystemCall(thread, name, path, 1 + calls.Count(call => call.Thread == thread && call.Name == name && call.Path == path)));
            }
        }

        return calls;
    }

    [GeneratedRegex(@"^(\d+) +(\w+)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<=[<""])/[^>""]+(?=[>""])")]
    private static partial Regex Paths();
}

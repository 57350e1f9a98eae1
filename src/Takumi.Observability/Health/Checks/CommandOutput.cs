using System.Diagnostics;
using System.Text;

namespace Takumi.Observability.Health.Checks;

/// <summary>The beginning of what a program writes on its two outputs. The rest is read and dropped: a program whose pipe is full waits for ever.</summary>
internal sealed class CommandOutput
{
    /// <summary>How much of either output is kept, in characters.</summary>
    public const int Kept = 1024;

    // A child of the program may hold its outputs open for as long as it lives.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    public CommandOutput(Process process) =>
        _reading = Task.WhenAll(KeepAsync(process.StandardOutput, _output), KeepAsync(process.StandardError, _error));

    /// <summary>What was written, to be asked for when the program has ended.</summary>
    public async Task<string> ReadAsync()
    {
        await _reading.WaitAsync(s_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var text = $"{Text(_output)} {Text(_error)}".Trim();
        return text.Length > 0 ? text : "it wrote nothing";
    }

    private static async Task KeepAsync(StreamReader reader, StringBuilder kept)
    {
        var buffer = new char[Kept];
        try
        {
            while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            {
                lock (kept)
                    kept.Append(buffer, 0, Math.Min(read, Kept - kept.Length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process was disposed while somebody else still held its output open.
        }
    }

    private static string Text(StringBuilder kept)
    {
        lock (kept)
            return kept.ToString().Trim();
    }
}

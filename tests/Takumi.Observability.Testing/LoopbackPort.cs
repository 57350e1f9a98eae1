using System.Net;
using System.Net.NetworkInformation;

namespace Takumi.Observability.Testing;

/// <summary>TCP ports on 127.0.0.1 for programs that can't be asked to choose one themselves.</summary>
/// <remarks>
/// Below the ports that Linux (32768 and up) and others (49152 and up) give to connections and to listeners that ask for any, so that nobody gets one by chance:
/// a server finds its port again after a restart, and an address where nobody answers stays one.
/// </remarks>
public static class LoopbackPort
{
    private const int First = 20_000;
    private const int End = 32_000;

    // Test projects run side by side: a port belongs to the process that holds its file open, until that process ends. The empty files stay: one that is deleted could be held twice.
    private static readonly string s_claims = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "takumi-ports")).FullName;
    private static readonly List<FileStream> s_claimed = [];

    /// <summary>A free port that this process has not been given before, and no other test process while this one runs.</summary>
    public static int Next()
    {
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endpoint => endpoint.Port).ToHashSet();
        var start = Random.Shared.Next(First, End);
        var ports = Enumerable.Range(start, End - start).Concat(Enumerable.Range(First, start - First));
        return ports.First(port => !listening.Contains(port) && Claim(port));
    }

    private static bool Claim(int port)
    {
        try
        {
            var claim = new FileStream(Path.Combine(s_claims, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            lock (s_claimed)
                s_claimed.Add(claim);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

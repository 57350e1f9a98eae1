namespace Takumi.Observability.Cli;

/// <summary>What every command answers to a script. Nothing else is ever returned: an unexpected failure is unusable input, not a verdict.</summary>
internal static class ExitCode
{
    /// <summary>Intact and proven; for commands that give no verdict: done.</summary>
    public const int Good = 0;

    /// <summary>Integrity broken or completeness refuted.</summary>
    public const int Bad = 1;

    /// <summary>What was given cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>Nothing is wrong, and not everything that was asked is shown.</summary>
    public const int NotEstablished = 3;
}

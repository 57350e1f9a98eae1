namespace Takumi.Observability.Testing.Servers;

/// <summary>The POSIX signals that tests send (numbers as on Linux).</summary>
public enum Signal
{
    /// <summary>An orderly stop: PostgreSQL's "fast" shutdown, Redis and Prometheus alike.</summary>
    Interrupt = 2,

    /// <summary>A crash.</summary>
    Kill = 9,

    /// <summary>Wakes what <see cref="Stop"/> froze.</summary>
    Continue = 18,

    /// <summary>Freezes the program: the kernel goes on accepting its connections and nobody answers.</summary>
    Stop = 19,
}

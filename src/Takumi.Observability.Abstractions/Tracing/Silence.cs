namespace Takumi.Observability.Tracing;

/// <summary>
/// One mute, seen by everything that began under it, across awaits and threads. It is over for all of them when it ends: what a muted piece of work leaves behind,
/// the loop of a connection that it was the first to open for example, is heard from then on.
/// </summary>
internal sealed class Silence
{
    private static readonly AsyncLocal<Silence?> s_innermost = new();

    // While none lasts, which is nearly always, asking costs the reading of this number and not that of the execution context.
    private static int s_lasting;

    private readonly Silence? _outer;
    private int _hasEnded;

    private Silence(Silence? outer) => _outer = outer;

    /// <summary>Whether what runs here is mute.</summary>
    public static bool IsOn => Volatile.Read(ref s_lasting) > 0 && s_innermost.Value is { Lasts: true };

    private bool Lasts => Volatile.Read(ref _hasEnded) == 0 || _outer is { Lasts: true };

    /// <summary>Begins one within the one that is on, if any. It is seen from the calling method downwards, like any <see cref="AsyncLocal{T}"/>.</summary>
    public static Silence Begin()
    {
        var silence = new Silence(IsOn ? s_innermost.Value : null);
        Interlocked.Increment(ref s_lasting);
        s_innermost.Value = silence;
        return silence;
    }

    /// <summary>Makes it seen from here downwards as well: an async method in between has hidden it.</summary>
    public void Continue()
    {
        if (!IsOn)
            s_innermost.Value = this;
    }

    /// <summary>Takes the one that is on here away, until <see cref="Continue"/>; null where none is on.</summary>
    public static Silence? Lift()
    {
        if (!IsOn)
            return null;

        var silence = s_innermost.Value;
        s_innermost.Value = null;
        return silence;
    }

    /// <summary>Ends it for everybody. Says whether it was the innermost one here, which is over with it.</summary>
    public bool End()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
            Interlocked.Decrement(ref s_lasting);
        if (s_innermost.Value != this)
            return false;
        s_innermost.Value = NextLasting();
        return true;
    }

    private Silence? NextLasting()
    {
        var outer = _outer;
        while (outer is { _hasEnded: not 0 })
            outer = outer._outer;
        return outer;
    }
}

namespace Takumi.Observability.Journal;

/// <summary>The journal must not be written: going on would hide damage or sign a fork. Only a person can decide what is right.</summary>
public sealed class JournalRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

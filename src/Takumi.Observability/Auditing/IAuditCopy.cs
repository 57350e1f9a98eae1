namespace Takumi.Observability.Auditing;

/// <summary>
/// A place outside the journal that copies its lines. Registered in dependency injection, so that retention can ask: no segment is dropped before
/// every copy holds its lines. Thread safe.
/// </summary>
public interface IAuditCopy
{
    /// <summary>A short fixed name, for messages.</summary>
    string Name { get; }

    /// <summary>All lines of the log below this sequence are in the copy for certain. 0 as long as that is not known, for example before the copy could be asked.</summary>
    /// <param name="origin">Which log.</param>
    long CountOf(string origin);
}

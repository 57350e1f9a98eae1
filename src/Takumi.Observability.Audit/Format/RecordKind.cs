namespace Takumi.Observability.Format;

/// <summary>What a line is. The word in the line is the name in lower case.</summary>
internal enum RecordKind
{
    /// <summary>A kind that a later version added: accepted, not understood.</summary>
    Unknown,
    Genesis,
    Start,
    Stop,
    Recovery,
    Failure,
    Loss,
    Heartbeat,
    Request,
    Key,
    Retention,
    Event,
}

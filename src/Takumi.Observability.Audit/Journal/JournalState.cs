namespace Takumi.Observability.Journal;

/// <summary>Whether records can be written.</summary>
internal enum JournalState
{
    Open,

    /// <summary>The files are in doubt; they are reopened after a pause.</summary>
    Failed,

    /// <summary>It must not be written until a person has decided.</summary>
    Refused,

    /// <summary>Its last record is a stop.</summary>
    Stopped,
}

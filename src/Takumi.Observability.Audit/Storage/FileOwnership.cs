namespace Takumi.Observability.Storage;

/// <summary>Who owns a file, and what others may do with it.</summary>
/// <param name="Owner">User id of the owner; 0 is root.</param>
/// <param name="Process">User id that this process acts as.</param>
/// <param name="Mode">The permission bits.</param>
internal readonly record struct FileOwnership(uint Owner, uint Process, UnixFileMode Mode);

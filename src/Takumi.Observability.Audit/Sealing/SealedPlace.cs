namespace Takumi.Observability.Sealing;

/// <summary>Where a sealed value stands.</summary>
/// <param name="Log">The log's id, 32 hexadecimal digits.</param>
/// <param name="Record">The record's id, likewise.</param>
internal readonly record struct SealedPlace(string Log, string Record);

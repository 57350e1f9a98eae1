namespace Takumi.Observability.Verification;

/// <summary>The first bad line. Where no signed leaf hash tells which line it is, the range in which it lies.</summary>
/// <param name="FirstSequence">Sequence that the bad line should have, or the first of the range.</param>
/// <param name="LastSequence">Last of the range; equal to <paramref name="FirstSequence"/> when the line is known.</param>
/// <param name="Segment">File name of its segment, when the line is known.</param>
/// <param name="Line">Line in that file, from 1.</param>
/// <param name="Offset">Byte in that file at which the line begins.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record AuditFault(long FirstSequence, long LastSequence, string? Segment, long? Line, long? Offset, string Reason);

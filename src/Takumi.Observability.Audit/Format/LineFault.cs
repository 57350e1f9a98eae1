namespace Takumi.Observability.Format;

/// <summary>Why bytes are not a valid line, and where.</summary>
/// <param name="Offset">Byte within the line, from 0.</param>
/// <param name="Reason">What is wrong, in a few words.</param>
internal readonly record struct LineFault(int Offset, string Reason)
{
    public override string ToString() => $"{Reason} at byte {Offset}";
}

using System.Text;

namespace Takumi.Observability.Format;

/// <summary>One member of a line, with the bytes that come before its value.</summary>
internal sealed class Member(string name, MemberType type, bool required = true)
{
    public string Name { get; } = name;

    public MemberType Type { get; } = type;

    public bool Required { get; } = required;

    /// <summary><c>,"name":</c></summary>
    public byte[] Prefix { get; } = Encoding.ASCII.GetBytes($",\"{name}\":");

    public ReadOnlySpan<byte> Utf8Name => Prefix.AsSpan(2..^2);
}

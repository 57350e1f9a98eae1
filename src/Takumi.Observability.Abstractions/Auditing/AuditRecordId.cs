using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Takumi.Observability;

/// <summary>A random 128-bit number that names one audit record, so that a retry of the same record is recognisable.</summary>
public readonly record struct AuditRecordId(UInt128 Value)
{
    private const int Size = 16;

    // One call of the operating system's generator serves 32 ids: it costs as much for one.
    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    /// <summary>A new random id, from the operating system's generator.</summary>
    public static AuditRecordId New()
    {
        var random = s_random ??= new byte[32 * Size];
        if (s_used == 0)
            RandomNumberGenerator.Fill(random);
        var id = new AuditRecordId(BinaryPrimitives.ReadUInt128BigEndian(random.AsSpan(s_used, Size)));
        s_used = (s_used + Size) % random.Length;
        return id;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Convert.ToHexStringLower(bytes);
    }
}

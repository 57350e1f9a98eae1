using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Takumi.Observability;

/// <summary>A random 128-bit number that names one audit record, so that a retry of the same record is recognisable.</summary>
public readonly record struct AuditRecordId(UInt128 Value)
{
    /// <summary>A new random id, from the operating system's generator.</summary>
    public static AuditRecordId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new AuditRecordId(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

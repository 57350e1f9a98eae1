using System.Security.Cryptography;

namespace Takumi.Observability.Health.Checks;

/// <summary>What published test vectors say.</summary>
internal sealed record KnownAnswers
{
    public static KnownAnswers Published { get; } = new();

    /// <summary>FIPS 180-4, the one-block message of NIST's example values for SHA-256.</summary>
    public byte[] DigestedText { get; init; } = "abc"u8.ToArray();

    public byte[] Digest { get; init; } = Bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    /// <summary>Test case 16 of McGrew and Viega, The Galois/Counter Mode of Operation (GCM), which NIST SP 800-38D refers to.</summary>
    public byte[] Key { get; init; } = Bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");

    public byte[] Nonce { get; init; } = Bytes("cafebabefacedbaddecaf888");

    public byte[] AssociatedData { get; init; } = Bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");

    public byte[] Plaintext { get; init; } =
        Bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");

    public byte[] Ciphertext { get; init; } =
        Bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");

    public byte[] Tag { get; init; } = Bytes("76fc6ece0f4e1768cddf8853bb2d551b");

    /// <summary>One bit away from the tag, so to be refused.</summary>
    public byte[] ForgedTag { get; init; } = Bytes("76fc6ece0f4e1768cddf8853bb2d551a");

    /// <summary>RFC 6979, A.2.5: P-256 with SHA-256.</summary>
    public byte[] SignedText { get; init; } = "sample"u8.ToArray();

    /// <summary>r and s, 32 bytes each.</summary>
    public byte[] Signature { get; init; } =
        Bytes("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");

    /// <summary>One bit away from the signature, so to be refused.</summary>
    public byte[] ForgedSignature { get; init; } =
        Bytes("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda9");

    public ECParameters SigningKey { get; init; } = new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"),
        Q = PublicPoint,
    };

    /// <summary>The public half of the signing key, and nothing of the private one.</summary>
    public ECParameters VerifyingKey { get; init; } = new() { Curve = ECCurve.NamedCurves.nistP256, Q = PublicPoint };

    private static ECPoint PublicPoint => new()
    {
        X = Bytes("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
        Y = Bytes("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"),
    };

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}

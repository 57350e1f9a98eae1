using Takumi.Observability.Merkle;

namespace Takumi.Observability.Audit.Tests.Merkle;

/// <summary>The eight leaves of Certificate Transparency's reference tests and their trees: github.com/transparency-dev/merkle, testonly/constants.go.</summary>
internal static class PublishedVectors
{
    public static readonly byte[][] Leaves =
    [
        .. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString),
    ];

    /// <summary>By tree size, from the empty tree on.</summary>
    public static readonly MerkleHash[] Roots =
    [
        Hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Hex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        Hex("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        Hex("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        Hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        Hex("4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        Hex("76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        Hex("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        Hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    public static MerkleHash Hex(string hex) => new(Convert.FromHexString(hex));

    public static MerkleHash Base64(string base64) => new(Convert.FromBase64String(base64));

    /// <summary>The root over a range of leaf hashes, by the definition in RFC 6962 §2.1 and nothing cleverer.</summary>
    public static MerkleHash RootByDefinition(ReadOnlySpan<MerkleHash> leaves)
    {
        if (leaves.Length == 0)
            return Roots[0];
        if (leaves.Length == 1)
            return leaves[0];
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return MerkleHasher.HashChildren(RootByDefinition(leaves[..left]), RootByDefinition(leaves[left..]));
    }
}

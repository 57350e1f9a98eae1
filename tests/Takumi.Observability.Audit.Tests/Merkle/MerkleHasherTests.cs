using System.Text;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Audit.Tests.Merkle;

public sealed class MerkleHasherTests
{
    // github.com/transparency-dev/merkle, rfc6962/rfc6962_test.go
    [Fact]
    public void Published_hashes_come_out()
    {
        MerkleHasher.EmptyRoot.ToString().ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        MerkleHasher.HashLeaf([]).ToString().ShouldBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        MerkleHasher.HashLeaf("L123456"u8).ToString().ShouldBe("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    [Fact]
    public void A_leaf_cannot_pass_for_a_node()
    {
        var (left, right) = (MerkleHasher.HashLeaf("Hello"u8), MerkleHasher.HashLeaf("World"u8));

        MerkleHasher.HashChildren(left, right).ShouldNotBe(MerkleHasher.HashLeaf([.. left.Span, .. right.Span]));
        MerkleHasher.HashChildren(left, right).ShouldNotBe(MerkleHasher.HashChildren(right, left));
    }

    [Theory]
    [InlineData(16 * 1024 - 1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(100_000)]
    public void A_leaf_may_have_any_length(int length)
    {
        var data = Encoding.ASCII.GetBytes(new string('x', length));

        MerkleHasher.HashLeaf(data).Span.ToArray().ShouldBe(System.Security.Cryptography.SHA256.HashData([0, .. data]));
    }
}

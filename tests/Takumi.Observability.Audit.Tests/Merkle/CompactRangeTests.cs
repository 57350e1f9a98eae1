using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Audit.Tests.Merkle;

public sealed class CompactRangeTests
{
    [Fact]
    public void Published_roots_come_out_after_every_leaf()
    {
        var range = new CompactRange();
        range.Root().ShouldBe(PublishedVectors.Roots[0]);

        for (var size = 1; size <= PublishedVectors.Leaves.Length; size++)
        {
            range.Append(MerkleHasher.HashLeaf(PublishedVectors.Leaves[size - 1]));
            range.End.ShouldBe(size);
            range.Root().ShouldBe(PublishedVectors.Roots[size]);
        }
    }

    [Fact]
    public void The_root_is_the_one_of_the_definition_for_every_size()
    {
        var leaves = Leaves(300);
        var range = new CompactRange();
        for (var size = 1; size <= leaves.Length; size++)
        {
            range.Append(leaves[size - 1]);
            range.Root().ShouldBe(PublishedVectors.RootByDefinition(leaves.AsSpan(..size)));
        }
    }

    [Fact]
    public void Ranges_hashed_apart_join_to_the_same_root()
    {
        var property = Prop.ForAll(Gen.Choose(0, 70).ListOf().ToArbitrary(), lengths =>
        {
            var leaves = Leaves(lengths.Sum());
            var joined = new CompactRange();
            foreach (var length in lengths)
            {
                var part = new CompactRange(joined.End);
                for (var i = 0; i < length; i++)
                    part.Append(leaves[part.End]);
                joined.Append(part);
            }

            return joined.End == leaves.Length && joined.Root() == PublishedVectors.RootByDefinition(leaves);
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_range_that_does_not_follow_is_refused()
    {
        Should.Throw<ArgumentException>(() => new CompactRange(3).Append(new CompactRange(4)))
            .Message.ShouldStartWith("The range [4, 4) does not follow [3, 3).");
        Should.Throw<InvalidOperationException>(() => new CompactRange(3).Root())
            .Message.ShouldBe("Only a range from leaf 0 has a root; this one begins at 3.");
    }

    private static MerkleHash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleHasher.HashLeaf(BitConverter.GetBytes(i)))];
}

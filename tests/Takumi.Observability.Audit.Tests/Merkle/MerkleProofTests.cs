using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Merkle;
using static Takumi.Observability.Audit.Tests.Merkle.PublishedVectors;

namespace Takumi.Observability.Audit.Tests.Merkle;

public sealed class MerkleProofTests
{
    private static readonly MerkleHash[] Eight = [.. PublishedVectors.Leaves.Select(l => MerkleHasher.HashLeaf(l))];

    // github.com/transparency-dev/merkle, testdata/inclusion/*/happy-path.json
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 8, "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")]
    [InlineData(5, 8, "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    [InlineData(2, 3, "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=")]
    [InlineData(1, 5, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")]
    public void Published_inclusion_proofs_are_made_and_verify(int index, int size, params string[] path)
    {
        MerkleHash[] published = [.. path.Select(Base64)];

        MerkleProof.Inclusion(index, size, RootOf(Eight)).ShouldBe(published);
        MerkleProof.VerifyInclusion(index, size, Eight[index], published, Roots[size]).ShouldBeTrue();
    }

    // github.com/transparency-dev/merkle, testdata/consistency/*/happy-path.json
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8, "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")]
    [InlineData(6, 8, "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    [InlineData(2, 5, "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")]
    [InlineData(6, 7, "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    public void Published_consistency_proofs_are_made_and_verify(int first, int second, params string[] path)
    {
        MerkleHash[] published = [.. path.Select(Base64)];

        MerkleProof.Consistency(first, second, RootOf(Eight)).ShouldBe(published);
        MerkleProof.VerifyConsistency(first, second, Roots[first], Roots[second], published).ShouldBeTrue();
    }

    // The spoilt proofs of the same folder, made from its happy paths by the rules that name them (size2-mul-@2, trailing-garbage, …).
    [Fact]
    public void Spoilt_published_proofs_do_not_verify()
    {
        var path = MerkleProof.Consistency(6, 8, RootOf(Eight));
        bool Verifies(long first, long second, MerkleHash a, MerkleHash b, IEnumerable<MerkleHash> p) => MerkleProof.VerifyConsistency(first, second, a, b, [.. p]);

        Verifies(6, 8, Roots[8], Roots[6], path).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[6], path).ShouldBeFalse();
        Verifies(4, 8, Roots[6], Roots[8], path).ShouldBeFalse();
        Verifies(5, 8, Roots[6], Roots[8], path).ShouldBeFalse();
        Verifies(7, 8, Roots[6], Roots[8], path).ShouldBeFalse();
        Verifies(6, 16, Roots[6], Roots[8], path).ShouldBeFalse();
        Verifies(6, 4, Roots[6], Roots[8], path).ShouldBeFalse();
        Verifies(0, 8, Roots[0], Roots[8], path).ShouldBeFalse();
        Verifies(0, 8, Roots[0], Roots[8], []).ShouldBeFalse();
        Verifies(6, 6, Roots[6], Roots[6], path).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], []).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.Skip(1)).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.SkipLast(1)).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.Append(Roots[0])).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.Append(Roots[8])).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.Prepend(Roots[0])).ShouldBeFalse();
        Verifies(6, 8, Roots[6], Roots[8], path.Prepend(Roots[6])).ShouldBeFalse();
    }

    [Fact]
    public void Every_inclusion_proof_up_to_66_leaves_verifies_at_its_place_only()
    {
        var leaves = LeavesOf(66);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = RootByDefinition(leaves.AsSpan(..size));
            for (var index = 0; index < size; index++)
            {
                var path = MerkleProof.Inclusion(index, size, RootOf(leaves));
                for (var claimed = 0; claimed <= size; claimed++)
                    MerkleProof.VerifyInclusion(claimed, size, leaves[index], path, root).ShouldBe(claimed == index);
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_up_to_66_leaves_verifies()
    {
        var leaves = LeavesOf(66);
        for (var second = 1; second <= leaves.Length; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var path = MerkleProof.Consistency(first, second, RootOf(leaves));
                var (a, b) = (RootByDefinition(leaves.AsSpan(..first)), RootByDefinition(leaves.AsSpan(..second)));
                MerkleProof.VerifyConsistency(first, second, a, b, path).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Large_trees_have_proofs_that_verify_and_one_flipped_bit_never_does()
    {
        var leaves = LeavesOf(5_000);
        var property = Prop.ForAll(
            Gen.Choose(1, leaves.Length).Two().ToArbitrary(),
            ArbMap.Default.ArbFor<int>(),
            (sizes, bit) =>
            {
                var (first, second) = sizes.Item1 < sizes.Item2 ? (sizes.Item1, sizes.Item2) : (sizes.Item2, sizes.Item1);
                var (a, b) = (RootOf(leaves)(0, first), RootOf(leaves)(0, second));

                var inclusion = MerkleProof.Inclusion(first - 1, second, RootOf(leaves));
                MerkleHash[] claims = [leaves[first - 1], b, .. inclusion];
                MerkleProof.VerifyInclusion(first - 1, second, claims[0], claims[2..], claims[1]).ShouldBeTrue();
                claims = Flip(claims, bit);
                MerkleProof.VerifyInclusion(first - 1, second, claims[0], claims[2..], claims[1]).ShouldBeFalse();

                claims = [a, b, .. MerkleProof.Consistency(first, second, RootOf(leaves))];
                MerkleProof.VerifyConsistency(first, second, claims[0], claims[1], claims[2..]).ShouldBeTrue();
                claims = Flip(claims, bit);
                MerkleProof.VerifyConsistency(first, second, claims[0], claims[1], claims[2..]).ShouldBeFalse();
            });

        property.QuickCheckThrowOnFailure();
    }

    private static MerkleHash[] LeavesOf(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleHasher.HashLeaf(BitConverter.GetBytes(i)))];

    private static Func<long, long, MerkleHash> RootOf(MerkleHash[] leaves) => (from, to) => RootByDefinition(leaves.AsSpan((int)from, (int)(to - from)));

    private static MerkleHash[] Flip(MerkleHash[] hashes, int bit)
    {
        var position = (int)((uint)bit % (uint)(hashes.Length * MerkleHash.Length * 8));
        var (hash, inHash) = Math.DivRem(position, MerkleHash.Length * 8);
        var bytes = hashes[hash].Span.ToArray();
        bytes[inHash / 8] ^= (byte)(1 << (inHash % 8));
        return [.. hashes.Select((h, i) => i == hash ? new MerkleHash(bytes) : h)];
    }
}

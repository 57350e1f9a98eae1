using Takumi.Observability.Merkle;

namespace Takumi.Observability.Journal;

/// <summary>A tree that was signed once, and who remembers it. The journal must still contain it.</summary>
internal readonly record struct KnownTree(long Size, MerkleHash Root, string Where);

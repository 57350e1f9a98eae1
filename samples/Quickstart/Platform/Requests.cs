namespace Quickstart.Platform;

public sealed record NewProfile(string Address, string Name);

public sealed record Profile(string Id, string Address, string Name, string TransactionHash);

public sealed record NewEndorsement(string ProfileId, string Endorser);

public sealed record Endorsement(string Id, string ProfileId, string TransactionHash);

public sealed record NewClaim(string ProfileId, string SkillId);

public sealed record Claim(string Id, string SkillId, string TransactionHash);

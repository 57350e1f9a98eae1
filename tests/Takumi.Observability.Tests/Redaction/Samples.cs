namespace Takumi.Observability.Tests.Redaction;

/// <summary>Values of every shape. The keys are made up: no account behind them holds anything.</summary>
internal static class Samples
{
    public const string Account = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
    public const string Muxed = "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ";
    public const string Seed = "SBVWVCWKN3L4N7JWTAWWWHQDKGSBPEVXMHFLNPPQILEDLDXKGVLPW6IH";
    public const string Contract = "CBVWVCWKN3L4N7JWTAWWWHQDKGSBPEVXMHFLNPPQILEDLDXKGVLPW66B";
    public const string Ethereum = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    public const string Card = "4111111111111111";
    public const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    public const string Pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFNl\nY3JldEtleU1hdGVyaWFs\n-----END PRIVATE KEY-----";

    public const string Prose200 =
        "The profile was created in the second attempt after the first one had timed out while waiting for the ledger to close; "
        + "the reward will be paid when the verifier has signed the claim and told both why.";

    public const string Sql200 =
        "SELECT id, amount, fee FROM rewards WHERE id IN (10482, 20931, 30871, 48121) AND amount >= 1250.75 AND created_at BETWEEN "
        + "'2026-11-01 00:00:00' AND '2026-11-22 23:59:59.999' ORDER BY 2 LIMIT 100 + 500";

    public const string Hex200 =
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        + "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae50d858e0";
}

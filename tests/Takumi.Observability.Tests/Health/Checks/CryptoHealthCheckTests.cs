using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Health.Checks;

namespace Takumi.Observability.Tests.Health.Checks;

public sealed class CryptoHealthCheckTests
{
    [Fact]
    public async Task This_machine_gives_the_published_answers() =>
        (await OneCheck.RunAsync(checks => checks.AddCryptoSelfTest(), TestContext.Current.CancellationToken)).Status.ShouldBe(HealthStatus.Healthy);

    [Fact]
    public async Task A_wrong_answer_is_named()
    {
        var published = KnownAnswers.Published;

        (await DescribeAsync(published with { Digest = Altered(published.Digest) })).ShouldBe("SHA-256 does not give the published answer.");
        (await DescribeAsync(published with { DigestedText = "abd"u8.ToArray() })).ShouldBe("SHA-256 does not give the published answer.");
        (await DescribeAsync(published with { Ciphertext = Altered(published.Ciphertext) })).ShouldBe("AES-256-GCM does not give the published answer.");
        (await DescribeAsync(published with { Tag = Altered(published.Tag) })).ShouldBe("AES-256-GCM does not give the published answer.");
        (await DescribeAsync(published with { Key = new byte[5] })).ShouldBe("AES-256-GCM does not give the published answer.");
        (await DescribeAsync(published with { Signature = Altered(published.Signature) })).ShouldBe("ECDSA P-256 verification does not give the published answer.");
        (await DescribeAsync(published with { ForgedTag = published.Tag })).ShouldBe("AES-256-GCM authentication does not give the published answer.");
        (await DescribeAsync(published with { ForgedSignature = published.Signature })).ShouldBe("ECDSA P-256 verification does not give the published answer.");
        (await DescribeAsync(published with { SignedText = "simple"u8.ToArray() })).ShouldBe("ECDSA P-256 verification does not give the published answer.");
    }

    [Fact]
    public async Task A_signature_that_can_not_be_made_or_does_not_verify_is_named()
    {
        var published = KnownAnswers.Published;
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await DescribeAsync(published with { SigningKey = published.VerifyingKey })).ShouldBe("ECDSA P-256 signature does not give the published answer.");
        (await DescribeAsync(published with { SigningKey = another.ExportParameters(includePrivateParameters: true) })).ShouldBe("ECDSA P-256 signature does not give the published answer.");
    }

    private static async Task<string?> DescribeAsync(KnownAnswers answers)
    {
        var check = new CryptoHealthCheck(answers);
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("crypto", check, HealthStatus.Unhealthy, tags: null) };
        var result = await check.CheckHealthAsync(context, TestContext.Current.CancellationToken);
        result.Status.ShouldBe(HealthStatus.Unhealthy);
        return result.Description;
    }

    private static byte[] Altered(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}

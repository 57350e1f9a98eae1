using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health.Checks;

/// <summary>
/// Whether this machine's cryptography computes what it should: SHA-256, AES-256-GCM and ECDSA P-256 against published answers, and a fresh signature. A broken provider,
/// or one that a policy has switched off, shows here rather than in signatures that nobody can verify. Takes well under a millisecond, and no file or network.
/// </summary>
internal sealed class CryptoHealthCheck(KnownAnswers answers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (string Name, Func<bool> Passes)[] tests = [("SHA-256", Digests), ("AES-256-GCM", Encrypts), ("AES-256-GCM authentication", Authenticates), ("ECDSA P-256 verification", Verifies), ("ECDSA P-256 signature", Signs)];
        foreach (var (name, passes) in tests)
        {
            if (!Passes(passes, out var exception))
                return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, $"{name} does not give the published answer.", exception));
        }

        return Task.FromResult(HealthCheckResult.Healthy());
    }

    private static bool Passes(Func<bool> test, out Exception? exception)
    {
        exception = null;
        try
        {
            return test();
        }
        catch (Exception failure) when (failure is CryptographicException or PlatformNotSupportedException)
        {
            exception = failure;
            return false;
        }
    }

    private bool Digests() => SHA256.HashData(answers.DigestedText).AsSpan().SequenceEqual(answers.Digest);

    private bool Encrypts()
    {
        using var aes = new AesGcm(answers.Key, answers.Tag.Length);
        var (ciphertext, tag, plaintext) = (new byte[answers.Plaintext.Length], new byte[answers.Tag.Length], new byte[answers.Plaintext.Length]);
        aes.Encrypt(answers.Nonce, answers.Plaintext, ciphertext, tag, answers.AssociatedData);
        aes.Decrypt(answers.Nonce, ciphertext, tag, plaintext, answers.AssociatedData);
        return ciphertext.AsSpan().SequenceEqual(answers.Ciphertext) && tag.AsSpan().SequenceEqual(answers.Tag) && plaintext.AsSpan().SequenceEqual(answers.Plaintext);
    }

    private bool Authenticates()
    {
        using var aes = new AesGcm(answers.Key, answers.Tag.Length);
        try
        {
            aes.Decrypt(answers.Nonce, answers.Ciphertext, answers.ForgedTag, new byte[answers.Plaintext.Length], answers.AssociatedData);
            return false;
        }
        catch (AuthenticationTagMismatchException)
        {
            return true;
        }
    }

    private bool Verifies()
    {
        using var ecdsa = ECDsa.Create(answers.VerifyingKey);
        return ecdsa.VerifyData(answers.SignedText, answers.Signature, HashAlgorithmName.SHA256)
            && !ecdsa.VerifyData(answers.SignedText, answers.ForgedSignature, HashAlgorithmName.SHA256);
    }

    // A signature is made with a random number, so it has no known answer: it has to verify, by the public key alone.
    private bool Signs()
    {
        using var signer = ECDsa.Create(answers.SigningKey);
        using var verifier = ECDsa.Create(answers.VerifyingKey);
        return verifier.VerifyData(answers.SignedText, signer.SignData(answers.SignedText, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256);
    }
}

using System.Security.Cryptography;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Audit.Tests.Notes;

public sealed class NoteKeyTests
{
    [Fact]
    public void The_key_id_of_other_types_covers_the_name()
    {
        // c2sp.org/signed-note, "Example": example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
        var blob = Convert.FromBase64String("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

        new NoteKey("example.com/foo", blob[0], blob.AsMemory(1)).Id.ShouldBe(0x530d903au);
    }

    [Theory]
    // github.com/transparency-dev/formats, note/note_verifier_test.go
    [InlineData("bananas.sigstore.dev+12344556", "A key is a PEM 'PUBLIC KEY' or a verifier key 'name+id+base64' with an id of 8 hexadecimal digits.")]
    [InlineData("rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!", "A key is a PEM 'PUBLIC KEY' or a verifier key 'name+id+base64' with an id of 8 hexadecimal digits.")]
    [InlineData("rekor.sigstore.dev+12345678+AwEB", "The verifier key is of type 0x03; only 0x02 (ECDSA P-256) is verified here.")]
    [InlineData("rekor.sigstore.dev+NOT_A_NUMBER+AjBZMBMG", "A key is a PEM 'PUBLIC KEY' or a verifier key 'name+id+base64' with an id of 8 hexadecimal digits.")]
    [InlineData("rekor.sigstore.dev+00000000+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=", "The verifier key says id 00000000, its key has c0d23d6a.")]
    [InlineData("a b+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=", "'a b' cannot name a key: a name has at least one character, no white space and no plus.")]
    public void An_unusable_verifier_key_is_refused_with_its_reason(string text, string reason) =>
        Should.Throw<FormatException>(() => NoteKey.Parse(text)).Message.ShouldBe(reason);

    [Fact]
    public void A_pem_must_hold_a_public_p256_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Should.Throw<FormatException>(() => NoteKey.Parse(other.ExportSubjectPublicKeyInfoPem())).Message.ShouldStartWith("The public key is not an ECDSA key on the curve P-256");
        Should.Throw<FormatException>(() => NoteKey.Parse(rsa.ExportSubjectPublicKeyInfoPem())).Message.ShouldStartWith("The public key is not an ECDSA key on the curve P-256");
        Should.Throw<FormatException>(() => NoteKey.Parse(ours.ExportPkcs8PrivateKeyPem())).Message.ShouldBe("This PEM is a 'PRIVATE KEY'; allowed: a 'PUBLIC KEY', which 'takumi audit key FILE' shows.");
        NoteKey.Parse("comment\n" + ours.ExportSubjectPublicKeyInfoPem()).PublicKey.ToArray().ShouldBe(ours.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_signer_needs_a_p256_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Should.Throw<ArgumentException>(() => new EcdsaNoteSigner(other)).Message.ShouldStartWith("The public key is not an ECDSA key on the curve P-256");
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Audit.Tests.Notes;

public sealed class SignedNoteTests
{
    // github.com/transparency-dev/formats, note/note_verifier_test.go: checkpoints of two public logs with ECDSA P-256 keys.
    private const string RekorKey = "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
    private const string RekorNote = "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n";
    private const string PixelKey = "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";
    private const string PixelNote = "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n— pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n";

    // c2sp.org/signed-note: the two examples, signed with Ed25519 (type 0x01).
    private const string Ed25519Note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    private const string PoemNote = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    [Theory]
    [InlineData(RekorKey, RekorNote)]
    [InlineData(PixelKey, PixelNote)]
    public void Published_ecdsa_notes_verify_by_verifier_key_and_by_bare_pem(string verifierKey, string note)
    {
        var key = NoteKey.Parse(verifierKey);

        Parse(note).Check([key]).ShouldBe(NoteValidity.Valid);
        Parse(note).Check([NoteKey.Parse(key.ToPem())]).ShouldBe(NoteValidity.Valid);
        key.ToVerifierKey(key.Name!).ShouldBe(verifierKey);
    }

    [Fact]
    public void A_published_note_by_another_key_or_another_name_counts_as_unsigned()
    {
        Parse(RekorNote).Check([NoteKey.Parse(PixelKey)]).ShouldBe(NoteValidity.UnknownKey);
        Parse(RekorNote).Check([]).ShouldBe(NoteValidity.UnknownKey);
        Parse(RekorNote.Replace("— rekor", "— bananas")).Check([NoteKey.Parse(RekorKey)]).ShouldBe(NoteValidity.UnknownKey);
        Parse(Ed25519Note).Check([NoteKey.Parse(RekorKey)]).ShouldBe(NoteValidity.UnknownKey);
    }

    [Fact]
    public void Blank_lines_of_the_text_stay_in_the_text()
    {
        var poem = Parse(PoemNote);

        poem.Text.ShouldBe("Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n");
        poem.Signatures.ShouldHaveSingleItem().KeyName.ShouldBe("quasimodo.example/salvatore");
    }

    [Fact]
    public void Signatures_by_strangers_and_of_unknown_types_are_tolerated_beside_ours()
    {
        var stranger = Ed25519Note[Ed25519Note.IndexOf('—', StringComparison.Ordinal)..];

        Parse(RekorNote + stranger).Check([NoteKey.Parse(RekorKey)]).ShouldBe(NoteValidity.Valid);
        Parse(RekorNote + stranger).Signatures.Count.ShouldBe(2);
    }

    [Fact]
    public void One_bad_signature_of_a_known_key_spoils_the_note()
    {
        var bad = PixelNote[PixelNote.IndexOf('—', StringComparison.Ordinal)..];
        NoteKey[] keys = [NoteKey.Parse(RekorKey), NoteKey.Parse(PixelKey)];

        Parse(RekorNote + bad).Check(keys).ShouldBe(NoteValidity.BadSignature);
        Parse(RekorNote + bad).Check([keys[0]]).ShouldBe(NoteValidity.Valid);
    }

    [Fact]
    public void No_flipped_bit_of_a_signed_note_leaves_it_valid()
    {
        var bytes = Encoding.UTF8.GetBytes(RekorNote);
        var key = NoteKey.Parse(RekorKey);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SignedNote.TryParse(flipped, out var note, out _))
                note.Check([key]).ShouldNotBe(NoteValidity.Valid, $"bit {bit}");
        }
    }

    [Fact]
    public async Task What_we_sign_verifies_and_is_der()
    {
        using var signer = EcdsaNoteSigner.Generate();
        var bytes = await SignedNote.SignAsync("takumi.audit/a/b\n0\nx\n", "takumi.audit/a/b", signer, TestContext.Current.CancellationToken);

        var note = Parse(Encoding.UTF8.GetString(bytes));
        note.Text.ShouldBe("takumi.audit/a/b\n0\nx\n");
        note.Signatures.ShouldHaveSingleItem().Value.Span[0].ShouldBe((byte)0x30); // an ASN.1 SEQUENCE
        note.Check([new NoteKey(null, signer.SignatureType, signer.PublicKey)]).ShouldBe(NoteValidity.Valid);

        using var again = EcdsaNoteSigner.FromPem(signer.ExportPem());
        again.PublicKey.ToArray().ShouldBe(signer.PublicKey.ToArray());
    }

    [Fact]
    public void Sixteen_signatures_are_accepted()
    {
        var line = RekorNote[RekorNote.IndexOf('—', StringComparison.Ordinal)..];

        Parse(RekorNote + string.Concat(Enumerable.Repeat(line, 15))).Check([NoteKey.Parse(RekorKey)]).ShouldBe(NoteValidity.Valid);
    }

    [Theory]
    [InlineData("", "a note is UTF-8 without control characters, ending with a newline")]
    [InlineData("text\n\n— a AAAAAAA=", "a note is UTF-8 without control characters, ending with a newline")]
    [InlineData("text\r\n\n— a AAAAAAA=\n", "a note is UTF-8 without control characters, ending with a newline")]
    [InlineData("text\n", "no blank line separates text and signatures")]
    [InlineData("text\n\n", "a note has 1 to 100 signatures, this has 0")]
    [InlineData("text\n\n- a AAAAAAA=\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n—  AAAAAAA=\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n— a+b AAAAAAA=\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n— a\u2003b AAAAAAA=\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n— a AAAA\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n— a AAAAAA==\n", "signature line 1 is not '— name base64'")]
    [InlineData("text\n\n— a AAAAAAB=\n", "signature line 1 is not '— name base64'")]
    public void What_is_no_note_is_refused_with_its_reason(string text, string reason)
    {
        SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error).ShouldBeFalse();
        error.ShouldBe(reason);
    }

    [Fact]
    public void Free_bytes_never_throw()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => SignedNote.TryParse(bytes, out _, out var error) == error is null);

        property.QuickCheckThrowOnFailure();
        SignedNote.TryParse([0x80, (byte)'\n'], out _, out _).ShouldBeFalse();
        SignedNote.TryParse(new byte[SignedNote.MaxLength + 1], out _, out var tooLong).ShouldBeFalse();
        tooLong.ShouldBe("a note is at most 1000000 bytes, this is 1000001");
    }

    private static SignedNote Parse(string text)
    {
        SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error).ShouldBeTrue(error);
        return note!;
    }
}

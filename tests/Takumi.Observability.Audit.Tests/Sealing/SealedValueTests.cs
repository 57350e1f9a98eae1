using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Sealing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>A sealed value opens at the place it was sealed for, and nowhere else.</summary>
public sealed class SealedValueTests : IDisposable
{
    private static readonly SealedPlace s_place = new("0f8fad5bd9cb469fa16570867728950e", "7c9e6679f8a2453c9d1b2e4c5a6b7d8e");

    private readonly SubjectKey _key = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void These_are_its_bytes() =>
        SealedValue.Seal(_key, s_place, "ip", new byte[12], "\"192.0.2.1\""u8).ShouldBe("630dcd2966c4336691125448bbb25b4f.AAAAAAAAAAAAAAAALI2M7JscrY8mmYscIaA0MDn__NfPWVi1TW4J");

    [Fact]
    public void Any_text_under_any_name_comes_back_and_at_no_other_place()
    {
        var text = ArbMap.Default.GeneratorFor<string>().Where(value => value is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) == value);
        Prop.ForAll(text.ToArbitrary(), text.ToArbitrary(), (name, value) =>
        {
            var plaintext = Encoding.UTF8.GetBytes(value);
            var sealed1 = SealedValue.Seal(_key, s_place, name, new byte[12], plaintext)!;
            SealedValue.KeyIdOf(sealed1).ShouldBe(_key.Id);
            SealedValue.Open(_key, s_place, name, sealed1).ShouldBe(plaintext);
            SealedValue.Open(_key, s_place, name + "x", sealed1).ShouldBeNull();
            SealedValue.Open(_key, s_place, "x\n" + name, sealed1).ShouldBeNull();
            SealedValue.Open(_key, s_place with { Log = s_place.Record }, name, sealed1).ShouldBeNull();
            SealedValue.Open(_key, s_place with { Record = s_place.Log }, name, sealed1).ShouldBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Every_altered_character_is_found()
    {
        var value = SealedValue.Seal(_key, s_place, "ip", new byte[12], "\"192.0.2.1\""u8)!;
        for (var i = 0; i < value.Length; i++)
        {
            var altered = $"{value[..i]}{(value[i] == 'A' ? 'B' : 'A')}{value[(i + 1)..]}";
            (SealedValue.KeyIdOf(altered) == _key.Id && SealedValue.Open(_key, s_place, "ip", altered) is not null).ShouldBeFalse($"character {i}");
        }

        for (var length = 33; length < value.Length; length++)
            SealedValue.Open(_key, s_place, "ip", value[..length]).ShouldBeNull($"cut to {length}");
    }

    [Fact]
    public void Another_key_opens_nothing()
    {
        using var other = new SubjectKey(new byte[32]);
        SealedValue.Open(other, s_place, "ip", SealedValue.Seal(_key, s_place, "ip", new byte[12], "1"u8)!).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("630dcd2966c4336691125448bbb25b4f")]
    [InlineData("630dcd2966c4336691125448bbb25b4f-AAAA")]
    [InlineData("630DCD2966c4336691125448bbb25b4f.AAAA")]
    [InlineData("630dcd2966c4336691125448bbb25b4é.AAAA")]
    public void What_has_no_key_id_is_no_sealed_value(string value) => SealedValue.KeyIdOf(value).ShouldBeNull();
}

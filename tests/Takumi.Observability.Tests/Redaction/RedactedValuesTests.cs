using System.Collections;
using Takumi.Observability.Redaction;
using static Takumi.Observability.Tests.Redaction.Samples;

namespace Takumi.Observability.Tests.Redaction;

/// <summary>A value of any type comes out masked, or as the same object.</summary>
public class RedactedValuesTests
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

    public static TheoryData<string, object, object> Values => new()
    {
        { "email", "user@example.com", "u***@example.com" },
        { "email", "bob", "[redacted]" },
        { "customer.email", "a@b.com, c@d.com", "[redacted]" },
        { "user.address", Account, "GA7Q…VSGZ" },
        { "user.address", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5a…eaed" },
        { "user.address", "12 Main Street, Springfield", "[redacted]" },
        { "wallet", "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin", "9xQe…VFin" },
        { "phone", "555-123-4567", "***4567" },
        { "phone", 5551234567L, "***4567" },
        { "phone", "12345", "[redacted]" },
        { "card.number", 4111111111111111L, "***1111" },
        { "card.number", 4111111111111111m, "***1111" },
        { "token", 12345, "[redacted]" },
        { "token", Guid.Empty, "[redacted]" },
        { "secret", new byte[] { 1, 2 }, "[redacted]" },
        { "secret", new[] { 1, 2 }, new[] { "[redacted]", "[redacted]" } },
        { "notes", new[] { "fine", "user@example.com" }, new[] { "fine", "u***@example.com" } },
        { "notes", new object?[] { "fine", 3, "user@example.com", null }, new object?[] { "fine", 3, "u***@example.com", null } },
        { "notes", new List<string> { "fine", "user@example.com" }, new[] { "fine", "u***@example.com" } },
        { "notes", new[] { new[] { "user@example.com" } }, new object[] { new[] { "u***@example.com" } } },
        { "target", new Uri("https://u:hunter2@host.example/?access_token=x"), "https://u:[redacted]@host.example/?access_token=[redacted]" },
        { "person", new Person("Ann", "hunter2"), "Person { Name = Ann, Password = [redacted] }" },
        { "note", new FormattableString1(), "password=[redacted]" },
        { "error", new InvalidOperationException("password=hunter2"), "System.InvalidOperationException: password=[redacted]" },
        { "data", new Dictionary<string, string> { ["password"] = "hunter2", ["x"] = "y" }, new Dictionary<string, object?> { ["password"] = "[redacted]", ["x"] = "y" } },
        { "secrets", new Dictionary<string, string> { ["x"] = "y" }, "[redacted]" },
        { "passport", new Passport("C01X"), "[redacted]" },
        { "mail", new ContactMail("user@example.com"), "u***@example.com" },
        { "anything", new Throwing(), "[redaction-failed]" },
        { "anything", new ThrowingCollection(), "[redaction-failed]" },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_value_of_any_type_is_redacted(string name, object value, object expected)
    {
        var redacted = Policy.Redact(name, value);
        redacted.ShouldBe(expected);
        Policy.Redact(name, redacted).ShouldBe(expected);
    }

    public static TheoryData<string, object?> CleanValues => new()
    {
        { "token", null }, { "token", "" }, { "token", true }, { "tokens", 512 }, { "tokens", "512" }, { "input_tokens", 512L }, { "order.id", 4111111111111111L },
        { "day", DateTime.UnixEpoch }, { "kind", DayOfWeek.Monday }, { "id", Guid.Empty }, { "price", 12.5m }, { "list", new[] { 1, 2 } }, { "bytes", new byte[] { 1 } },
        { "names", new[] { "a", "b" } }, { "target", new Uri("https://host.example/a?b=c") }, { "person", new Person("Ann", "") }, { "data", new Dictionary<string, int> { ["x"] = 1 } },
        { "lazy", Enumerable.Range(0, 3) }, { "email", "u***@example.com" }, { "user.address", "GA7Q…VSGZ" }, { "phone", "***4567" }, { "password", "[redacted]" },
    };

    [Theory, MemberData(nameof(CleanValues))]
    public void A_clean_value_is_the_same_reference(string name, object? value) => Policy.Redact(name, value).ShouldBeSameAs(value);

    [Fact]
    public void A_list_that_contains_itself_ends()
    {
        var list = new ArrayList();
        list.Add(list);
        Policy.Redact("x", (object)list).ShouldNotBeSameAs(list);
    }

    private sealed record Person(string Name, string Password);

    [Sensitive(DataClass.Secret)]
    private readonly record struct Passport(string Number);

    [Sensitive(DataClass.Email)]
    private class Mail(string text)
    {
        public override string ToString() => text;
    }

    private sealed class ContactMail(string text) : Mail(text);

    private sealed class FormattableString1 : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => "password=hunter2";
    }

    private sealed class ThrowingCollection : ArrayList
    {
        public override IEnumerator GetEnumerator() => throw new InvalidOperationException("thrown on purpose");
    }
}

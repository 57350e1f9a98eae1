namespace Takumi.Observability.Abstractions.Tests.Auditing;

public sealed class AuditRecordIdTests
{
    [Fact]
    public void An_id_is_32_lower_case_hexadecimal_digits() => new AuditRecordId(0xAB).ToString().ShouldBe("000000000000000000000000000000ab");

    [Fact]
    public void Two_ids_are_never_the_same() =>
        Enumerable.Range(0, 1000).Select(_ => AuditRecordId.New()).Distinct().Count().ShouldBe(1000);
}

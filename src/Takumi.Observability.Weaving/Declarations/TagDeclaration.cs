using Mono.Cecil;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>What a <c>[SpanTag]</c> says, read from metadata.</summary>
internal sealed record TagDeclaration(string? Name, string? Member, int Redact)
{
    private const string Attribute = "Takumi.Observability.SpanTagAttribute";

    public static IReadOnlyList<TagDeclaration> On(ICustomAttributeProvider target) =>
        target.HasCustomAttributes
            ? [.. target.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == Attribute).Select(Read)]
            : [];

    private static TagDeclaration Read(CustomAttribute attribute)
    {
        var named = attribute.Properties.ToDictionary(property => property.Name, property => property.Argument.Value);
        return new TagDeclaration(
            attribute.ConstructorArguments[0].Value as string,
            named.TryGetValue("Member", out var member) ? member as string : null,
            named.TryGetValue("Redact", out var redact) ? (int)redact : 0);
    }
}

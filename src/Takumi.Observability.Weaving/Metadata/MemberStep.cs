using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>One step of a member path: a field, or a property's getter, and the type that it yields.</summary>
internal sealed record MemberStep(FieldReference? Field, MethodReference? Getter, TypeReference Type);

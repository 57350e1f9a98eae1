using Mono.Cecil;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving;

/// <summary>What the build shows. The ids are those of the analyzer, which sees most of them earlier.</summary>
internal sealed record WeavingError(string Id, string Message, string? File = null, int Line = 0, int Column = 0)
{
    public static WeavingError At(MethodDefinition method, string id, string message)
    {
        var (file, line, column) = SourceLocation.Of(method);
        return new WeavingError(id, message, file, line, column);
    }

    /// <summary>The assembly is left as the compiler made it, and the build fails.</summary>
    public static WeavingError Failed(string assembly, Exception exception) => new(
        "TKM999",
        exception is WeavingException
            ? $"The spans could not be woven into '{assembly}': {exception.Message}"
            : $"The spans could not be woven into '{assembly}': {exception.GetType().Name}: {exception.Message}{Environment.NewLine}{exception.StackTrace}");
}

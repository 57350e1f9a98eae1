using Microsoft.CodeAnalysis.CSharp;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Text as C# source.</summary>
internal static class CSharp
{
    /// <summary>Where the instruments live. Names in generated code are written in full: a class of the user's may be called Meter too.</summary>
    public const string Instruments = "global::System.Diagnostics.Metrics.";

    /// <summary>Where the Abstractions package keeps what generated code works with.</summary>
    public const string Runtime = "global::Takumi.Observability.Metrics.";

    /// <summary>The list of tags that needs no array.</summary>
    public const string TagList = "global::System.Diagnostics.TagList";

    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string Literal(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Literal(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

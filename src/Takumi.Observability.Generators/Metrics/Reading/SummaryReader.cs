using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>
/// Reads a method's XML summary as one line of plain text. From the source, because the compiler parses documentation comments
/// only in projects that generate a documentation file: in the others they are ordinary comments.
/// </summary>
internal static class SummaryReader
{
    private static readonly Regex s_lineStart = new(@"^\s*(///|/\*\*|\*/|\*)|\*/\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant);
    private static readonly Regex s_space = new(@"\s+", RegexOptions.CultureInvariant);

    public static string Read(IMethodSymbol method, CancellationToken cancellationToken)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var comments = reference.GetSyntax(cancellationToken).GetLeadingTrivia().ToFullString();
            var start = comments.LastIndexOf("<summary>", StringComparison.Ordinal);
            var end = comments.LastIndexOf("</summary>", StringComparison.Ordinal);
            if (start >= 0 && end > start)
                return PlainText(s_lineStart.Replace(comments.Substring(start, end - start), "") + "</summary>");
        }

        return "";
    }

    private static string PlainText(string xml)
    {
        try
        {
            return s_space.Replace(string.Concat(XElement.Parse(xml).DescendantNodes().Select(Text)), " ").Trim();
        }
        catch (XmlException)
        {
            return ""; // The compiler has its own message for a malformed comment.
        }
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => (element.Attribute("name") ?? element.Attribute("langword") ?? element.Attribute("cref"))?.Value.Split('.').Last() ?? " ",
        _ => "",
    };
}

using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>
/// Every diagnostic of the trace attributes. The table in the Abstractions README documents each id.
/// Where a span would be missing the diagnostic can't be configured away: an attributed method is never silently without its span.
/// </summary>
internal static class TraceDiagnostics
{
    private const string Category = "Takumi.Tracing";

    public static readonly DiagnosticDescriptor NotActive = Promise(
        "TKM000",
        "The build does not weave spans",
        "'{0}' is traced, but this project does not weave spans: the build assets of Takumi.Observability.Abstractions are switched off",
        "The package's MSBuild targets write the spans. ExcludeAssets or PrivateAssets on the package reference, or a build without MSBuild, leave them out.");

    public static readonly DiagnosticDescriptor NoBody = Promise(
        "TKM001",
        "A method without a body cannot carry a span",
        "'{0}' has no body, so it cannot carry a span: put the attribute on its implementations",
        "The build writes a span into the body of an attributed method. An abstract, extern or interface method has none.");

    public static readonly DiagnosticDescriptor AsyncVoid = Promise(
        "TKM002",
        "An async void method has no end",
        "'{0}' is async void, so nobody can wait for its end: return Task",
        "A span ends when its method's work has ended. An async void method returns at its first await and tells nobody when it is done.");

    public static readonly DiagnosticDescriptor ForeignTask = Promise(
        "TKM003",
        "The end of a task-like type is not known",
        "'{0}' returns the task-like type '{1}', whose end is not known: return Task or ValueTask",
        "Spans follow Task, Task<T>, ValueTask and ValueTask<T>.");

    public static readonly DiagnosticDescriptor UnreadableTag = Promise(
        "TKM004",
        "The value of a span tag cannot be read",
        "[SpanTag] cannot read {0}: {1}",
        "An out parameter has no value when the method starts; a pointer, a reference or a ref struct cannot be kept; a member path names properties or fields.");

    public static readonly DiagnosticDescriptor Override = Gap(
        "TKM005",
        "An override of a traced method is not traced",
        "'{0}' overrides the traced '{1}' without a trace attribute, so its calls have no span",
        "The span is in the body of the base method, which an override replaces. Repeat the attribute, or suppress this where the override shall have no span.");

    public static readonly DiagnosticDescriptor Implementation = Gap(
        "TKM006",
        "An implementation of a traced interface method is not traced",
        "'{0}' implements the traced '{1}' without a trace attribute, so its calls have no span",
        "The span is in the body of the interface's default implementation, which this one replaces. Repeat the attribute, or suppress this where it shall have no span.");

    public static readonly DiagnosticDescriptor UnusedTag = new(
        "TKM007",
        "A span tag on a method that is not traced",
        "[SpanTag] on {0} does nothing: the method has no trace attribute",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Tags are put on the span of the method that declares them.");

    public static readonly DiagnosticDescriptor MoreThanOne = Promise(
        "TKM008",
        "A method has one span",
        "'{0}' has more than one trace attribute",
        "Call a second method for a second span.");

    public static readonly DiagnosticDescriptor EmptyName = Promise(
        "TKM009",
        "A span or tag has an empty name",
        "{0} has an empty name",
        "Names identify spans, tags and metric labels; an empty one is dropped or refused further on.");

    public static readonly DiagnosticDescriptor UncheckableResult = Promise(
        "TKM010",
        "ErrorWhen cannot be checked",
        "ErrorWhen on '{0}' cannot be checked: {1}",
        "A constant has the type of the result; null needs a result that can be null; a text is the path of a bool member of the result.");

    private static DiagnosticDescriptor Promise(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description, helpLinkUri: null, WellKnownDiagnosticTags.NotConfigurable);

    private static DiagnosticDescriptor Gap(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);
}

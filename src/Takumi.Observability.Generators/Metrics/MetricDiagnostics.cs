using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Every diagnostic of a declared metric. The table in the Abstractions README documents each id.</summary>
internal static class MetricDiagnostics
{
    public static readonly DiagnosticDescriptor Name = Error(
        "TKM101", "A metric's name is dotted lower case, without unit and total", "The metric name '{0}' cannot be used: {1}");

    public static readonly DiagnosticDescriptor Unit = Error(
        "TKM102", "A metric's unit is UCUM", "The unit '{0}' is not UCUM; write '{1}' if that is what is counted");

    public static readonly DiagnosticDescriptor LabelType = Error(
        "TKM103", "A label has a bounded type", "'{0}' is {1}, which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log");

    public static readonly DiagnosticDescriptor Partial = Error(
        "TKM104", "A declared metric is a partial method without a body", "'{0}' has to be a partial method without a body: the build writes the body");

    public static readonly DiagnosticDescriptor Shape = Error(
        "TKM105", "A metric's name has one shape", "The metric is declared twice, here as {0}, and in {1} as {2}");

    public static readonly DiagnosticDescriptor TooManyLabels = Error(
        "TKM106", "A metric has at most eight labels", "'{0}' has {1} labels; at most eight are allowed: each one multiplies the number of series");

    public static readonly DiagnosticDescriptor Measurement = Error(
        "TKM107", "A metric measures one value", "'{0}' measures {1}; {2}");

    public static readonly DiagnosticDescriptor Class = Error(
        "TKM108", "Declared metrics live in a partial class with [Meter]", "'{0}' cannot hold declared metrics: {1}");

    public static readonly DiagnosticDescriptor Signature = Error(
        "TKM109", "A declared metric has a plain signature", "The signature of '{0}' cannot be implemented: {1}");

    public static readonly DiagnosticDescriptor Boundaries = Error(
        "TKM110", "A histogram has ascending boundaries", "The boundaries of '{0}' cannot be used: {1}");

    public static readonly DiagnosticDescriptor Summary = Error(
        "TKM111", "A declared metric has a summary", "'{0}' has no XML summary, which is the metric's description");

    public static readonly DiagnosticDescriptor LabelName = Error(
        "TKM112", "A label and its values have names of their own", "The label '{0}' cannot be used: {1}");

    public static readonly DiagnosticDescriptor Target = Error(
        "TKM113", "A timer or in-progress scope fits its metric", "'{0}' names '{1}', but {2}");

    public static readonly DiagnosticDescriptor Limit = Error(
        "TKM114", "A limit of values is a sensible number", "{0} of '{1}' is {2}; allowed is 1 to {3}");

    // Not to be silenced: the generator has written no body that measures.
    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Takumi.Metrics", DiagnosticSeverity.Error, isEnabledByDefault: true, description: null, helpLinkUri: null, WellKnownDiagnosticTags.NotConfigurable);
}

using Mono.Cecil;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>What the source calls a method whose metadata name the compiler made up: <c>&lt;Outer&gt;g__Local|0_0</c> is Local.</summary>
internal static class SourceName
{
    private const string LocalFunction = ">g__";
    private const string Lambda = ">b__";

    public static string Of(MethodDefinition method)
    {
        var name = method.Name;
        if (name.Contains(Lambda))
            return "lambda expression";
        var local = name.IndexOf(LocalFunction, StringComparison.Ordinal);
        if (local < 0)
            return name;
        local += LocalFunction.Length;
        var end = name.IndexOf('|', local);
        return end < 0 ? name.Substring(local) : name.Substring(local, end - local);
    }
}

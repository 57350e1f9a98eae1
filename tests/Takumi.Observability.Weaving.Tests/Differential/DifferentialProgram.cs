using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Weaving.Tests.Differential;

/// <summary>A program whose class Program tells what happens: values by themselves, exceptions by their type, their message and the lines of the program that they passed.</summary>
internal static class DifferentialProgram
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    // The machine code of optimized programs leaves frames out of stack traces as it likes: what is compared is their IL.
    private const string Preamble =
        """
        #nullable enable
        using System; using System.Collections; using System.Collections.Generic; using System.Diagnostics; using System.Linq;
        using System.Runtime.CompilerServices; using System.Threading; using System.Threading.Tasks; using Takumi.Observability;
        [assembly: Debuggable(DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations)]
        #line 1

        """;

    public static string Complete(string source) => Preamble + source;

    public static async Task<IReadOnlyList<string>> RunAsync(Assembly assembly)
    {
        var told = new List<string>();
        var run = assembly.GetType("Program")!.GetMethod("RunAsync")!.CreateDelegate<Func<Action<object?>, Task>>();
        await run(value => told.AddRange(value is Exception exception ? Describe(exception) : [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""]));
        return told;
    }

    /// <summary>Compiles every method to machine code, generic ones for a reference and for a value where their constraints let them.</summary>
    public static void CompileEveryMethod(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => !type.IsAssignableTo(typeof(Delegate))))
        {
            foreach (var method in type.GetMembers(Declared).OfType<MethodBase>().Where(method => !method.IsAbstract))
            {
                Compile(type, method, typeof(object));
                Compile(type, method, typeof(int));
            }
        }
    }

    private static void Compile(Type type, MethodBase method, Type argument)
    {
        IEnumerable<Type> parameters = [.. type.GetGenericArguments(), .. method.IsGenericMethodDefinition ? method.GetGenericArguments() : []];
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. parameters.Select(_ => argument.TypeHandle)]);
        }
        catch (Exception refused) when (parameters.Any() && refused is ArgumentException or TypeLoadException or System.Security.VerificationException)
        {
            // The constraints don't allow the argument.
        }
    }

    private static IEnumerable<string> Describe(Exception exception) =>
    [
        $"{exception.GetType()}: {exception.Message}",
        .. (exception.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Contains("/src/Compiled.cs:line", StringComparison.Ordinal)),
        .. exception.InnerException is { } inner ? Describe(inner) : [],
    ];
}

using System.Text.RegularExpressions;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Weaving.Tests.Packaging;

/// <summary>The build step runs in every MSBuild. Visual Studio's is a program of .NET Framework.</summary>
public sealed partial class TargetsTests
{
    [Fact]
    public async Task They_call_MSBuilds_own_functions_alone_because_the_types_of_NET_Framework_have_fewer_methods()
    {
        var targets = await File.ReadAllTextAsync(
            RepositoryRoot.Combine("src", "Takumi.Observability.Abstractions", "build", "Takumi.Observability.Abstractions.targets"),
            TestContext.Current.CancellationToken);

        // [System.IO.Path]::GetFullPath of two arguments, for example, is not there: the project could not even be loaded.
        StaticFunctions().Matches(targets).Select(call => call.Value).ShouldBe(["[MSBuild]::NormalizeDirectory"]);
    }

    [GeneratedRegex(@"\[[\w.]+\]::\w+")]
    private static partial Regex StaticFunctions();
}

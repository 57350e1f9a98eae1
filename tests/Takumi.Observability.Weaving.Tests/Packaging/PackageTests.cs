using System.IO.Compression;

namespace Takumi.Observability.Weaving.Tests.Packaging;

/// <summary>One package reference is all that a user does.</summary>
public sealed class PackageTests(PackedConsumers consumers) : IClassFixture<PackedConsumers>
{
    private const string Spans =
        """
        span contract.SkillProfile.createProfile in workflow.create-profile: contract.name=SkillProfile, contract.method=createProfile, contract.network=testnet, transaction.hash=hash-of-16
        span workflow.create-profile in step: workflow.name=create-profile, user.address=GABC…WXYZ, workflow.outcome=success
        span step in -:
        result hash-of-16
        span fail in -: error.type=System.InvalidOperationException
        """;

    [Theory]
    [InlineData("Debug-portable", true)]
    [InlineData("Debug-embedded", true)]
    [InlineData("Debug-none", false)]
    [InlineData("Release-portable", true)]
    [InlineData("Release-embedded", true)]
    [InlineData("Release-none", false)]
    public async Task A_worker_that_gets_the_package_transitively_has_every_span(string variant, bool hasLines)
    {
        var output = await consumers.DotnetAsync(Path.Combine("Worker", "bin", variant, "Worker.dll"));

        ShouldBeTheWorkers(output, hasLines);
    }

    [Fact]
    public async Task A_web_application_has_the_spans_of_mvc_minimal_apis_and_razor_pages()
    {
        var web = Path.Combine(consumers.Folder, "Web");

        var (exitCode, output) = await consumers.RunAsync("dotnet", web, Path.Combine("bin", "web", "Web.dll"));

        exitCode.ShouldBe(0, output);
        Lines(output).ShouldBe(Lines(
            """
            span greet in action: from=mvc
            span action in -:
            /mvc hello mvc
            span greet in -: from=razor
            /page hello razor
            span greet in group: from=group
            span group in -:
            /group hello group
            span greet in lambda: from=lambda
            span lambda in -:
            /lambda hello lambda
            span contract.SkillProfile.createProfile in workflow.create-profile: contract.name=SkillProfile, contract.method=createProfile, contract.network=testnet, transaction.hash=hash-of-16
            span workflow.create-profile in -: workflow.name=create-profile, user.address=GABC…WXYZ, workflow.outcome=success
            /interface hash-of-16
            """));
    }

    [Fact]
    public async Task A_single_trimmed_ready_to_run_file_has_every_span()
    {
        var target = Path.Combine(consumers.Folder, "published");
        await consumers.DotnetAsync(
            "publish", "Worker", "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", target, "-v", "q",
            "-p:Variant=published", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true", "-p:PublishReadyToRun=true");

        var (exitCode, output) = await consumers.RunAsync(Path.Combine(target, "Worker"), target);

        exitCode.ShouldBe(0, output);
        ShouldBeTheWorkers(output, hasLines: true);
    }

    [Fact]
    public async Task A_second_build_weaves_nothing()
    {
        var assembly = Path.Combine(consumers.Folder, "Domain", "obj", "Debug-portable", "Domain.dll");
        var before = File.GetLastWriteTimeUtc(assembly);

        var output = await consumers.DotnetAsync("msbuild", Path.Combine("Worker", "Worker.csproj"), "-v:n", "-nodeReuse:false", "-p:Variant=Debug-portable", "-p:Configuration=Debug", "-p:DebugType=portable");

        output.ShouldNotContain("Takumi: wove");
        File.GetLastWriteTimeUtc(assembly).ShouldBe(before);
    }

    [Fact]
    public async Task What_cannot_carry_a_span_fails_the_build_also_with_analyzers_switched_off()
    {
        foreach (var analyzers in new[] { "true", "false" })
        {
            var (exitCode, output) = await consumers.TryDotnetAsync("build", "Broken", "--no-restore", "-v", "q", $"-p:RunAnalyzers={analyzers}");

            exitCode.ShouldNotBe(0);
            output.ShouldContain("error TKM001: 'NoBody' has no body");
            output.ShouldContain("Broken.cs(11,");
            output.ShouldContain("error TKM002: 'AsyncVoid' is async void");
        }
    }

    [Fact]
    public void The_package_has_its_parts_where_the_tools_look_for_them()
    {
        using var package = ZipFile.OpenRead(Directory.EnumerateFiles(consumers.Feed, "Takumi.Observability.Abstractions.*.nupkg").Single(path => !path.EndsWith(".snupkg", StringComparison.Ordinal)));

        string[] parts =
        [
            "analyzers/dotnet/cs/Takumi.Observability.Generators.dll",
            "build/Takumi.Observability.Abstractions.targets",
            "buildTransitive/Takumi.Observability.Abstractions.targets",
            "lib/net10.0/Takumi.Observability.Abstractions.dll",
            "tasks/netstandard2.0/Mono.Cecil.dll",
            "tasks/netstandard2.0/Mono.Cecil.Rocks.dll",
            "tasks/netstandard2.0/Takumi.Observability.Weaving.dll",
            "README.md",
            "THIRD-PARTY-NOTICES.txt",
        ];
        parts.ShouldBeSubsetOf(package.Entries.Select(entry => entry.FullName));
    }

    private static void ShouldBeTheWorkers(string output, bool hasLines)
    {
        var lines = Lines(output);
        lines.Take(5).ShouldBe(Lines(Spans));
        lines[5].ShouldStartWith("where at Domain.Profiles.Fail()");
        lines[5].EndsWith("Profiles.cs:line 20", StringComparison.Ordinal).ShouldBe(hasLines, lines[5]);
        lines[6..].ShouldBe(["signed 8"]);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

using System.IO.Compression;
using Mono.Cecil;

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
        string[] build = ["msbuild", Path.Combine("Worker", "Worker.csproj"), "-v:n", "-nodeReuse:false", "-p:Variant=twice"];
        var assembly = Path.Combine(consumers.Folder, "Domain", "obj", "twice", "Domain.dll");
        await consumers.DotnetAsync(build);
        var before = File.GetLastWriteTimeUtc(assembly);

        var output = await consumers.DotnetAsync(build);

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
    public async Task A_weave_that_fails_fails_the_build_with_the_reason_and_the_next_build_weaves()
    {
        string[] build = ["msbuild", Path.Combine("Domain", "Domain.csproj"), "-v:q", "-nodeReuse:false", "-p:Variant=refused"];
        var domain = Path.Combine(consumers.Folder, "Domain");
        var compiled = Path.Combine(domain, "obj", "refused", "Domain.dll");
        var output = Path.Combine(domain, "bin", "refused", "Domain.dll");
        var scratch = Path.Combine(domain, "obj", "refused", "takumi");
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
        // A file where the weaver's folder should be: nothing can be written aside, whoever the user is.
        await File.WriteAllTextAsync(scratch, "", TestContext.Current.CancellationToken);

        var (exitCode, said) = await consumers.TryDotnetAsync(build);

        exitCode.ShouldNotBe(0);
        said.ShouldContain("error TKM999: The spans could not be woven into '");
        said.ShouldContain("Domain.dll': IOException: ");
        IsWoven(compiled).ShouldBeFalse();
        File.Exists(output).ShouldBeFalse();

        File.Delete(scratch);
        await consumers.DotnetAsync(build);
        IsWoven(output).ShouldBeTrue();
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

    private static bool IsWoven(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.Name == nameof(TakumiWovenAttribute));
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
